"""How the files that pages load are kept: by their hash, compressed, for as long as a browser likes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # it ships no types
    """A script that imports another one names it by its hash too, so that no browser mixes two versions."""

    support_js_module_import_aggregation = True
