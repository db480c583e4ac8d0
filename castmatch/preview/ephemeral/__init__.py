"""An environment for the length of one preview: everything of it is removed, however the preview ends."""
