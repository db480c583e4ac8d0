"""An environment for the length of one preview: nothing of it stays, however the preview ends."""
