"""The audit log as a file that anyone can check: docs/audit-log.md."""
