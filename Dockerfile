# One server of this installation: from the same lock as everywhere else, run by an ordinary user, and with nothing
# written outside /var/lib/maturity. compose.yaml puts two of them, PostgreSQL and nginx together.
#     docker build --tag maturity .
# Another base, such as one of your own registry, needs Python 3.11 or later with venv, and glibc.
ARG BASE=docker.io/library/python:3.13-slim-bookworm

FROM ${BASE} AS made
WORKDIR /opt/maturity
RUN python3 -m venv .venv
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY app.py ./
COPY .streamlit/config.toml ./.streamlit/
COPY frameworks ./frameworks
COPY data ./data
COPY maturity ./maturity
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
 && .venv/bin/python -m compileall -q -j 0 .venv maturity app.py

FROM ${BASE}
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin maturity \
 && install --directory --owner=maturity --group=maturity --mode=700 /var/lib/maturity
COPY --from=made /opt/maturity /opt/maturity
COPY deploy/ready.py /opt/maturity/deploy/
WORKDIR /opt/maturity
USER maturity
ENV PATH=/opt/maturity/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/var/lib/maturity \
    MATURITY_ADDRESS=0.0.0.0 \
    MATURITY_DATABASE_URL=sqlite:////var/lib/maturity/maturity.sqlite \
    MATURITY_LOG_FORMAT=json
VOLUME /var/lib/maturity
EXPOSE 8501
HEALTHCHECK --start-period=60s --interval=15s --timeout=6s CMD ["python", "deploy/ready.py"]
CMD ["maturity", "serve"]
