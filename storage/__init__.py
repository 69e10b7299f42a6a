"""SQLAlchemy tables, repositories, the audit log, the key vault, migrations."""
