"""The table of settings in the operators' documentation, printed from the settings themselves."""

from __future__ import annotations

from lintel.site.env import Env


def settings_table() -> str:
    """Markdown: one row per setting with its default and meaning."""
    lines = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Env.model_fields.items():
        default = "" if field.default is None else str(field.default)
        lines.append(f"| `LINTEL_{name.upper()}` | {f'`{default}`' if default else '—'} | {field.description} |")
    return "\n".join(lines)
