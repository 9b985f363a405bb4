"""Shows a conversion as JSON for other programs."""

from __future__ import annotations

import json
from collections import Counter

from tf2codemod.api import Conversion
from tf2codemod.report.diff import shown_path

# Raised when a key changes its meaning or goes away; new keys do not raise it.
FORMAT = 1


def to_json(conversion: Conversion, written: bool) -> str:
    """Return the conversion as one JSON document."""
    levels = Counter(str(program.level) for program in conversion.programs if not program.error)
    document = {
        "format": FORMAT,
        "written": written,
        "summary": {
            "files": conversion.files_seen,
            "lines": conversion.lines,
            "changed": len(conversion.changes),
            "programs": len(conversion.programs),
            "levels": dict(sorted(levels.items())),
            "findings": len(conversion.findings) - len(conversion.failures),
            "failures": len(conversion.failures),
        },
        "programs": [
            {
                "level": str(program.level),
                "error": program.error,
                "files": [{"path": shown_path(file.path), "changed": file.changed} for file in program.files],
            }
            for program in conversion.programs
        ],
        "findings": [
            {
                "path": shown_path(finding.path),
                "line": finding.line,
                "column": finding.column,
                "code": finding.code,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in conversion.findings
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
