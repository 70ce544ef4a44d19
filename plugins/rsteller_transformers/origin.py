"""Where a model comes from, and which very one it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rsteller_core import BackendError, fingerprint

_WEIGHTS = (".json", ".jinja", ".model", ".safetensors", ".bin")
"""The endings of the files of a folder that decide what a model answers."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A model that is there: ``place`` is a hub id or a folder, ``file`` a GGUF file in it.

    ``revision`` is the full commit of the hub, or a fingerprint of the files.
    """

    place: str
    revision: str
    file: str | None = None

    @property
    def words(self) -> dict[str, str]:
        """What ``from_pretrained`` of transformers is told besides the place."""
        if self.file is not None:
            return {"gguf_file": self.file}
        return {} if self.revision.startswith("sha256:") else {"revision": self.revision}


def origin_of(model: str, revision: str | None) -> Origin:
    """Find a model. Raises BackendError where there is no such file, folder or hub id."""
    path = Path(model).expanduser()
    if path.is_file():
        if path.suffix != ".gguf":
            raise BackendError(f"{model} is no model: give a folder, a .gguf file or a hub id")
        return Origin(str(path.parent), fingerprint(path), path.name)
    if path.is_dir():
        return Origin(str(path), _of_folder(path))
    if path.suffix == ".gguf" or path.is_absolute() or model.startswith((".", "~")):
        raise BackendError(f"there is no model file or folder {model}")
    return Origin(model, _commit(model, revision))


def _of_folder(folder: Path) -> str:
    if not (folder / "config.json").is_file():
        raise BackendError(f"the folder {folder} holds no model: it has no config.json")
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.iterdir() if path.suffix in _WEIGHTS):
        digest.update(f"{file.name} {fingerprint(file)}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def _commit(model: str, revision: str | None) -> str:
    """The commit that a hub id and a revision mean now, or meant when it was last downloaded."""
    from huggingface_hub import errors, hf_hub_download

    try:
        config = hf_hub_download(model, "config.json", revision=revision)
    except errors.GatedRepoError as error:
        raise BackendError(
            f"the model {model} is open only to those who accepted its terms: "
            f"do so on its page, then type: hf auth login"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise BackendError(f"the model {model} has no revision {revision!r}") from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise BackendError(
            f"there is no model {model}, neither as a folder nor on the Hugging Face hub "
            f"(for a private one type: hf auth login)"
        ) from error
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled) as error:
        raise BackendError(
            f"the model {model} is not on this machine and the Hugging Face hub cannot be reached: "
            f"download it first (hf download {model}) or give its folder"
        ) from error
    except errors.EntryNotFoundError as error:
        raise BackendError(
            f"{model} is no model that transformers can load: it has no config.json"
        ) from error
    return Path(config).parent.name
