"""What a test holds in its hands: people who click and type, channels and messages they see, modals they fill in."""

from sandbox.driver.apps import OtherApp
from sandbox.driver.composer import Rich
from sandbox.driver.handles import Channel, File, Message
from sandbox.driver.people import Person
from sandbox.driver.windows import Home, Interaction, Modal

__all__ = ["Channel", "File", "Home", "Interaction", "Message", "Modal", "OtherApp", "Person", "Rich"]
