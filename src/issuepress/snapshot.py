"""Records that one thread sends to a worker while another looks at them."""


class Snapshot:
    """A record whose state is copied at one stroke.

    What a cached property remembers on it meanwhile would end its pickling with an error.
    """

    def __getstate__(self) -> dict[str, object]:
        """Give the state as it is now."""
        return dict(vars(self))
