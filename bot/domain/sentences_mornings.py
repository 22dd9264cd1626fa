"""What is said in the message of a working morning. Only data."""

from typing import Final

from bot.domain.sentences import Forms

MORNINGS: Final[dict[str, str | Forms]] = {
    "items.are_late": Forms(one="{n} of your items is late", other="{n} of your items are late"),
    "items.are_due": Forms(one="{n} of your items is due {when}", other="{n} of your items are due {when}"),
    "items.more_are_due": Forms(one="{n} is due {when}", other="{n} are due {when}"),
    "items.wait": Forms(one="{n} of your items waits for you", other="{n} of your items wait for you"),
    "items.today": "today",
    "items.on": "on {day}",
    "items.by": "by {day}",
    "items.of_yours_late": Forms(
        one="{n} item of your postmortems is late.", other="{n} items of your postmortems are late."
    ),
    "items.more_wait": Forms(one="and {n} more that can wait", other="and {n} more that can wait"),
    "items.more_of_yours": Forms(
        one="and {n} more item of your postmortems", other="and {n} more items of your postmortems"
    ),
    "about.items_of_yours": "of your postmortems that are late",
    "items.again": "I ask again on {day}.",
    "items.again_then": "I ask again on {day}; then {who} hears of it.",
    "button.my_items": "Show all my items",
    "about.my_items": "of all postmortems",
    "item.late_for": Forms(
        one="{item} has been late for {n} day. {who} has it.", other="{item} has been late for {n} days. {who} has it."
    ),
    "button.item_ask": "Ask {who}",
    "item.was_asked": "Asked {who} today.",
    "item.nobody_to_ask": "There is nobody to ask: the item is closed, or it is yours.",
    "item.asked_already": "{who} was asked today already. Tomorrow you can ask again.",
    "item.asks": "{who} asks how this is going:",
    "morning.aside": "{who}, I cannot send you direct messages, so I ask you here.",
}
