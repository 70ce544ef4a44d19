"""RSTeller's three tasks: describe an area, describe a line, say a caption again; and a scene.

The defaults are RSTeller's rules: an area must cover more than 5 % of the patch, a line be longer
than 0.3 of the patch's side; of up to three largest or longest, one is taken by the seed; where a
patch has both, 60 % of the patches are given to the area task; a caption has one to four
revisions. Ours is that only what can be made out at the ground sample distance of the image is
described, and the task `scene`, which is used where it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import PromptTask, hookimpl
from rsteller_tasks.captioning import Area, NonArea
from rsteller_tasks.revision import Revision
from rsteller_tasks.scene import WholeScene

__all__ = ["Area", "NonArea", "Revision", "WholeScene", "rsteller_prompt_tasks"]


@hookimpl
def rsteller_prompt_tasks() -> Sequence[type[PromptTask[Any]]]:
    """The tasks, in the order of their numbers."""
    return (Area, NonArea, Revision, WholeScene)
