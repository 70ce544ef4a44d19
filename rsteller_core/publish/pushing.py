"""A published folder to the Hugging Face Hub. Needs the extra ``hub``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from rsteller_core.errors import InputError, MissingExtra


def require_hub() -> None:
    """Raises MissingExtra where the extra ``hub`` is not installed."""
    if not find_spec("huggingface_hub"):
        raise MissingExtra("--push needs huggingface_hub: pip install 'rsteller[hub]'")


def push(folder: Path, repository: str, private: bool = False) -> str:
    """Upload all of a folder to a dataset repository, made if need be; returns its address.

    The token is the one that ``hf auth login`` saved or ``HF_TOKEN`` holds. Raises InputError where
    the Hub refuses.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    api = HfApi()
    try:
        address = api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        api.upload_folder(
            repo_id=repository,
            repo_type="dataset",
            folder_path=folder,
            commit_message="Publish a dataset made by rsteller",
        )
    except HFValidationError as error:
        raise InputError(f"--push {repository}: {error}") from None
    except (HfHubHTTPError, OSError) as error:
        raise InputError(
            f"--push {repository}: {_first_line(error)}; {folder} is whole: push it again with "
            f"hf upload {repository} {folder} --repo-type dataset (hf auth login signs in)"
        ) from None
    return str(address)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
