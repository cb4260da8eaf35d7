"""Whether this container's server and its database answer: for HEALTHCHECK, as an image need not have curl."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

path = urlsplit(os.environ.get("MATURITY_PUBLIC_URL", "")).path.rstrip("/")
address = f"http://127.0.0.1:{os.environ.get('MATURITY_PORT', '8501')}{path}/ready"
try:
    with urllib.request.urlopen(address, timeout=5) as answer:
        sys.exit(answer.status != 200)
except (urllib.error.URLError, TimeoutError) as problem:
    sys.exit(f"{address}: {problem}")
