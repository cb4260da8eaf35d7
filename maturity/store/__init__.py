"""Where it is kept: tables, migrations, and one module a subject. It keeps what was said and does not judge it."""
