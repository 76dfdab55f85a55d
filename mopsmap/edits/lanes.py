"""Edits of roles, which are the lanes of a map."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mopsmap.edits.ground import change_map, put
from mopsmap.model import Project, Role, Step


def set_roles(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many roles."""
    one = project.map_by_id[map_id]
    return change_map(
        project, map_id, roles=put(one.roles, set(ids), lambda r: r.replace(**changes))
    )


def add_role(
    project: Project, map_id: str, role_id: str, name: str, index: int | None = None
) -> Project:
    """Add a lane at `index`, by default at the bottom."""
    roles = project.map_by_id[map_id].roles
    at = len(roles) if index is None else index
    return change_map(
        project, map_id, roles=(*roles[:at], Role(id=role_id, name=name), *roles[at:])
    )


def move_role(project: Project, map_id: str, role_id: str, index: int) -> Project:
    """Put a lane at another place from the top; `index` counts without the lane itself."""
    one = project.map_by_id[map_id]
    others = [r for r in one.roles if r.id != role_id]
    others.insert(max(0, min(index, len(others))), one.role_by_id[role_id])
    return change_map(project, map_id, roles=tuple(others))


def delete_role(project: Project, map_id: str, role_id: str) -> Project:
    """Delete a lane; its steps stay without a role, its helpers leave their steps."""
    one = project.map_by_id[map_id]

    def released(step: Step) -> Step:
        return step.replace(
            role=None if step.role == role_id else step.role,
            helpers=tuple(h for h in step.helpers if h.role != role_id),
        )

    touched = {s.id for s in one.steps if any(role == role_id for role, _ in s.crew)}
    return change_map(
        project,
        map_id,
        roles=tuple(r for r in one.roles if r.id != role_id),
        steps=put(one.steps, touched, released),
    )
