"""Storage of static files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Hashed and compressed; a file that is not in the manifest is served by its plain name (tests, first start)."""

    manifest_strict = False
