"""What the product promises about safety, each with the tests that hold it: whoever removes one of them hears of it."""

import ast
from functools import cache

import pytest

from tests.house.tree import python

PROMISES: dict[str, tuple[str, ...]] = {
    "a button names a thing, never a right: every press and every window is decided anew": (
        "test_every_verb_in_every_state_is_for_the_roles_of_the_table_through_every_door",
        "test_a_late_click_is_refused_with_the_reason_or_asked_again_and_never_done",
        "test_a_button_of_one_workspace_means_nothing_in_the_other",
        "test_every_button_menu_and_window_says_what_it_does",
    ),
    "an approval is of the text that was seen, and smallness is measured against the approved text": (
        "test_an_approval_of_a_text_that_moved_is_not_recorded",
        "test_what_was_not_seen_is_not_approved",
        "test_small_edits_are_measured_in_sum_against_the_approved_text",
        "test_what_may_change_the_meaning_is_never_typo_sized",
    ),
    "nobody pushes a document through alone": (
        "test_who_edited_the_text_is_not_its_only_approver",
        "test_the_author_is_never_the_only_approver",
        "test_an_open_change_request_blocks_even_when_its_reviewer_is_gone",
        "test_an_approval_of_a_demoted_admin_publishes_nothing",
        "test_an_author_cannot_be_asked_nor_one_who_left",
    ),
    "what is posted is drawn for the least entitled reader of the place": (
        "test_it_is_spoken_of_in_no_other_channel",
        "test_a_private_one_is_announced_in_its_own_channel_and_nowhere_else",
        "test_a_channel_shared_with_strangers_hears_no_names",
        "test_a_channel_shared_with_others_names_nobody_and_quotes_nothing",
    ),
    "no text goes to a model that may not, and no answer is paid for twice": (
        "test_without_leave_nothing_of_a_private_channel_is_given_to_the_writer",
        "test_nothing_of_a_private_channel_reaches_the_model",
        "test_leave_does_not_hold_for_a_private_channel_that_joins_later",
        "test_killed_after_every_recorded_chunk_no_answer_is_paid_for_twice",
        "test_the_month_s_cap_holds_for_several_that_ask_at_once",
    ),
    "adding a private one changes no byte of what a stranger gets": (
        "test_adding_a_private_one_changes_nothing_that_a_stranger_gets",
        "test_a_private_postmortem_changes_no_byte_of_what_others_get",
        "test_hidden_and_absent_are_answered_with_the_same_words_through_every_door",
    ),
    "the name of a hidden channel is told to nobody": (
        "test_a_private_channels_name_in_a_public_message_is_told_and_stored_nowhere",
        "test_a_private_channel_that_the_bot_is_not_in_is_not_named",
    ),
    "a document is at most as visible as its narrowest source": (
        "test_the_narrowest_visibility_wins_and_none_is_private",
        "test_a_private_channel_is_not_told_where_others_read",
        "test_the_menu_takes_nothing_from_a_direct_message",
        "test_a_message_forwarded_from_a_hidden_channel_stays_there",
    ),
    "files and canvases stand only where every reader may have them, and go when that changes": (
        "test_where_a_guest_reads_along_the_files_are_not_in_the_thread_and_the_card_says_so",
        "test_what_is_for_fewer_people_is_taken_back_from_those_who_may_not_have_it",
        "test_who_lost_sight_between_the_asking_and_the_sending_gets_nothing",
        "test_it_goes_when_the_document_is_for_fewer_people_than_are_there",
        "test_what_is_for_fewer_readers_later_is_taken_back_where_it_was_announced",
    ),
    "private text goes to no machine": ("test_nothing_but_slack_is_asked_for_anything",),
    "no log, metric, job or lock screen holds what somebody wrote": (
        "test_no_word_that_somebody_wrote_is_in_any_log_line_or_in_what_is_said_of_a_failed_job",
        "test_what_the_driver_says_never_reaches_the_log",
        "test_the_message_to_its_author_says_no_more_than_the_number_on_a_lock_screen",
        "test_what_posts_carry_for_machines_holds_no_words",
        "test_messages_about_a_private_document_say_only_its_number_on_a_lock_screen",
        "test_a_private_document_shows_a_lock_screen_no_more_than_its_number",
    ),
    "emoji, pins and replies pass the same table as buttons": (
        "test_a_reply_is_a_comment_only_of_who_may_comment",
        "test_a_check_mark_resolves_only_of_who_may_comment",
        "test_a_pin_puts_a_line_on_a_draft_only_for_full_members",
        "test_what_somebody_without_the_right_says_blocks_nothing",
    ),
    "a secret is covered before it is stored, whatever door it came by": (
        "test_a_planted_secret_is_found_nowhere",
        "test_a_secret_in_any_field_of_any_window_is_found_nowhere",
        "test_a_secret_that_was_typed_is_covered_and_its_writer_told",
        "test_nothing_invisible_splits_a_word",
        "test_a_token_that_something_splits_is_still_found",
    ),
    "nothing grows without an end": (
        "test_of_more_than_200_the_weakest_are_hidden_and_none_is_lost",
        "test_ten_thousand_messages_are_read_in_linear_time",
        "test_no_more_than_ten_people_can_be_told_of_a_comment_or_asked_for_a_review",
    ),
    "each mention and link is one that code made, and one deed rings ten people at most": (
        "test_hostile_text_in_every_field_mentions_links_and_rings_nobody",
        "test_nothing_stays_alive_in_any_payload",
        "test_a_reply_that_names_forty_people_rings_ten",
        "test_a_text_is_cut_before_it_is_escaped_so_that_no_entity_is_halved",
        "test_slack_is_never_told_to_make_mentions_or_previews_of_what_stands_in_a_text",
    ),
    "an HTML file loads and runs nothing, and no text of it becomes an element": (
        "test_a_file_loads_nothing_and_runs_nothing",
        "test_a_file_has_only_elements_and_attributes_of_ours_and_closes_each",
        "test_every_template_escapes_whatever_its_name_is",
        "test_a_file_has_the_same_structure_whatever_its_texts_are",
    ),
    "no text of a section makes a heading, an image or HTML of its own": (
        "test_no_text_of_a_section_makes_a_heading_an_image_or_html",
        "test_a_markdown_file_has_the_same_structure_whatever_its_texts_are",
        "test_a_json_file_has_the_same_structure_whatever_its_texts_are",
    ),
    "text enters a PDF as data, and none makes an export fail": (
        "test_what_looks_like_typst_is_text",
        "test_a_file_runs_nothing",
        "test_no_text_makes_an_export_fail",
    ),
    "values are bound, always": ("test_sql_is_put_together_from_text_in_one_place_only_and_there_from_compiled_parts",),
    "one record a line, and no text drives a terminal": (
        "test_no_control_character_leaves_in_any_form",
        "test_what_is_printed_never_drives_the_terminal",
        "test_what_fails_never_drives_the_terminal",
    ),
    "words of people are never compiled, and patterns take linear time": (
        "test_words_of_people_are_never_compiled",
        "test_a_hostile_file_is_refused_in_time",
        "test_nasty_patterns_and_texts_take_linear_time",
    ),
    "the record of deeds is only added to, and a change of it shows": (
        "test_no_code_changes_a_deed_that_is_on_record_or_takes_it_away",
        "test_audit_rows_are_chained_and_a_changed_one_is_noticed",
        "test_deeds_that_are_taken_off_the_end_change_the_digest_of_all_chains",
        "test_audit_rows_hold_no_text",
        "test_a_deed_is_on_record_under_a_key_and_read_with_the_person",
        "test_what_was_whole_is_whole_after_the_step_and_what_was_changed_shows",
        "test_a_record_of_deeds_that_somebody_changed_is_told",
    ),
    "what is old enough goes, transcripts first, and the record of deeds stays provable": (
        "test_a_transcript_goes_after_a_year_and_what_a_document_cites_can_still_be_linked",
        "test_unsaved_words_go_after_a_week",
        "test_deeds_go_after_three_years_and_the_rest_of_the_chain_holds",
        "test_a_chain_that_was_tampered_with_is_kept_as_it_is",
    ),
    "an erased person is in no table and in no file of ours, also after a restore": (
        "test_no_column_of_any_table_names_an_erased_person",
        "test_nothing_that_is_kept_names_an_erased_person",
        "test_the_record_of_deeds_is_not_touched",
        "test_the_file_of_the_database_holds_nothing_either",
        "test_a_restored_backup_is_noticed_and_erased_again",
        "test_whoever_is_killed_in_the_middle_is_done_when_run_again",
    ),
    "admins see no private document by being admins": (
        "test_nobody_outside_sees_it_in_any_place_not_even_an_admin",
        "test_a_private_one_is_not_there_for_anybody_but_its_people_through_every_door",
    ),
    "an admin breaks the glass with a reason, on record, for a while, and the author hears of it at once": (
        "test_the_glass_is_broken_by_org_admins_alone_in_every_state_and_on_record",
        "test_the_window_is_the_same_for_what_is_hidden_and_what_is_absent",
        "test_it_is_read_with_a_reason_and_the_author_is_told_at_once",
        "test_it_stands_in_the_history_for_its_people_and_for_who_reads",
        "test_behind_the_glass_every_door_that_does_something_is_shut",
        "test_after_a_day_every_way_in_is_closed_again",
        "test_killed_at_any_step_the_author_is_told_once",
    ),
    "two on one button, an old button, a closed channel or a deleted card lose nothing": (
        "test_two_people_at_once_are_both_answered_and_leave_a_document_that_is_whole",
        "test_what_another_version_has_drawn_says_so_and_does_nothing",
        "test_where_the_channel_is_closed_the_card_goes_on_with_its_author_and_says_why",
        "test_a_card_that_a_person_deleted_during_the_review_comes_back_once_and_says_so",
        "test_a_reviewer_who_is_deactivated_has_to_be_replaced_and_reads_nothing_any_more",
    ),
}


@cache
def names_of_tests() -> frozenset[str]:
    """Return the name of every test."""
    return frozenset(
        node.name
        for source in python("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_is_held_by_tests_that_exist(promise: str) -> None:
    assert set(PROMISES[promise]) - names_of_tests() == set()
