"""Where each module of the program is tested: in the file of its name, or where this table says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import files

# Modules without a test file of their own name, and the file that tests them on purpose.
ELSEWHERE = {
    "tutor/__main__.py": "tests/test_cli.py",
    "tutor/errors.py": "tests/architecture/test_messages.py",
    # Commands: by what a learner does with them.
    "tutor/commands/about.py": "tests/test_gate.py",
    "tutor/commands/author_commands.py": "tests/test_gate.py",
    "tutor/commands/doctor.py": "tests/test_gate.py",
    "tutor/commands/trace_commands.py": "tests/plain/test_trace_text.py",
    "tutor/commands/why_commands.py": "tests/test_gate.py",
    "tutor/commands/export_import.py": "tests/commands/test_learner_commands.py",
    "tutor/commands/friend.py": "tests/commands/test_interview_rounds.py",
    "tutor/commands/interview_kinds.py": "tests/commands/test_interview_rounds.py",
    "tutor/commands/keep_round.py": "tests/commands/test_interview_rounds.py",
    "tutor/commands/round_options.py": "tests/commands/test_interview_rounds.py",
    "tutor/commands/flagged.py": "tests/commands/test_learner_commands.py",
    "tutor/commands/lesson_commands.py": "tests/commands/test_defaults.py",
    "tutor/commands/machine_commands.py": "tests/commands/test_defaults.py",
    "tutor/commands/practice_commands.py": "tests/commands/test_practice.py",
    "tutor/tui/practice_on_screen.py": "tests/pty/test_practice.py",
    "tutor/commands/prepare_commands.py": "tests/commands/test_defaults.py",
    "tutor/commands/quiz_commands.py": "tests/commands/test_quiz.py",
    "tutor/commands/reset.py": "tests/commands/test_learner_commands.py",
    "tutor/commands/scene_export.py": "tests/test_gate.py",
    # Steps of one computation: by its result.
    "tutor/core/asked.py": "tests/core/test_ties.py",
    "tutor/core/dials.py": "tests/core/test_ties.py",
    "tutor/core/ends.py": "tests/core/test_ties.py",
    "tutor/core/facts/client_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/connection_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/database_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/handler_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/layer_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/process_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/recording_facts.py": "tests/core/facts/test_declare.py",
    "tutor/core/facts/words.py": "tests/core/test_summary.py",
    "tutor/core/match.py": "tests/core/test_query.py",  # names from pattern and query
    "tutor/core/pairing.py": "tests/core/test_ties.py",
    "tutor/course/blocks.py": "tests/course/test_load_lesson.py",
    "tutor/course/load.py": "tests/course/test_load_lesson.py",
    "tutor/course/model.py": "tests/course/test_load_lesson.py",
    "tutor/dev/links.py": "tests/dev/test_check_course.py",
    "tutor/dev/new_exercise.py": "tests/dev/test_new.py",
    "tutor/learner/pending_writes.py": "tests/learner/test_reviews.py",
    "tutor/learner/wal.py": "tests/learner/test_salvage.py",
    "tutor/library/page_ends.py": "tests/library/test_preparation.py",
    "tutor/library/preparation_file.py": "tests/library/test_preparation.py",
    "tutor/library/lesson_request.py": "tests/library/test_find.py",
    "tutor/quiz/round_state.py": "tests/quiz/test_round_talk.py",
    # The probe: by what a server with it reports.
    "tutor/probe/connection.py": "tests/probe/test_consumers.py",
    "tutor/probe/consumer_state.py": "tests/probe/test_preview.py",
    "tutor/probe/fact_fields.py": "tests/probe/test_outbox.py",
    "tutor/probe/layers/common.py": "tests/probe/test_layers.py",
    "tutor/probe/layers/marks.py": "tests/probe/test_marks.py",
    "tutor/probe/layers/memory.py": "tests/probe/test_layers.py",
    "tutor/probe/layers/memory_low.py": "tests/probe/test_detail.py",
    "tutor/probe/layers/redis_core.py": "tests/probe/test_layers.py",
    "tutor/probe/layers/redis_pubsub.py": "tests/probe/test_layers.py",
    "tutor/probe/patches.py": "tests/probe/test_preview.py",
    "tutor/probe/probe.py": "tests/probe/test_watch.py",
    "tutor/probe/queue.py": "tests/probe/test_outbox.py",
    "tutor/probe/report.py": "tests/probe/test_preview.py",
    "tutor/probe/serve_uvicorn.py": "tests/probe/test_server_main.py",
    "tutor/probe/site/sitecustomize.py": "tests/probe/test_attach.py",
    "tutor/probe/tree.py": "tests/probe/test_chain.py",
    "tutor/probe/worker_threads.py": "tests/probe/test_consumers.py",
    "tutor/runtime/clients/client_socket.py": "tests/runtime/test_loopback.py",
    "tutor/runtime/layer_names.py": "tests/commands/test_completion.py",
    "tutor/runtime/processes/build_database.py": "tests/runtime/processes/test_database.py",
    "tutor/runtime/processes/foreground.py": "tests/pty/test_traced.py",
    "tutor/runtime/processes/fake_broker.py": "tests/runtime/processes/test_broker.py",
    "tutor/runtime/processes/keeper.py": "tests/runtime/processes/test_database.py",
    "tutor/runtime/processes/process.py": "tests/runtime/processes/test_server.py",
    "tutor/runtime/processes/spares.py": "tests/runtime/processes/test_session.py",
    "tutor/runtime/stage/outside.py": "tests/runtime/stage/test_open_play.py",
    "tutor/runtime/stage/typed_commands.py": "tests/runtime/stage/test_open_play.py",
    "tutor/runtime/stage/quiet.py": "tests/runtime/stage/test_open_play.py",
    "tutor/runtime/stage/settle.py": "tests/runtime/stage/test_director.py",
    "tutor/runtime/stage/stage.py": "tests/runtime/stage/test_director.py",
    "tutor/runtime/stage/stage_clients.py": "tests/runtime/stage/test_director.py",
    "tutor/runtime/stage/stage_servers.py": "tests/runtime/processes/test_server.py",
    "tutor/runtime/system.py": "tests/windows/test_windows.py",
    # The screen: by the keys that are pressed and what then stands on it.
    "tutor/runtime/stage/save_play.py": "tests/runtime/stage/test_open_play.py",
    "tutor/runtime/stage/what_is_here.py": "tests/tui/test_opened_stage.py",
    "tutor/tui/app.py": "tests/tui/test_gated.py",
    "tutor/tui/bindings.py": "tests/tui/test_player.py",
    "tutor/tui/command_palette.py": "tests/tui/test_finding.py",
    "tutor/tui/driver.py": "tests/pty/test_bytes.py",
    "tutor/tui/end_servers.py": "tests/pty/test_player.py",
    "tutor/tui/fresh.py": "tests/tui/test_player.py",
    "tutor/tui/guard.py": "tests/pty/test_gone.py",
    "tutor/tui/key_line.py": "tests/tui/test_following.py",
    "tutor/tui/narrate.py": "tests/tui/test_painter.py",
    "tutor/tui/one_panel.py": "tests/tui/test_home_screen.py",
    "tutor/tui/open_player.py": "tests/pty/test_player.py",
    "tutor/tui/outlet.py": "tests/pty/test_gone.py",
    "tutor/tui/on_screen.py": "tests/tui/test_player.py",
    "tutor/tui/overlays.py": "tests/tui/test_player.py",
    "tutor/view/reserved.py": "tests/view/test_look_ahead.py",
    "tutor/tui/play_keys.py": "tests/tui/test_play_screen.py",
    "tutor/tui/play_log.py": "tests/tui/test_play_screen.py",
    "tutor/tui/play_on_screen.py": "tests/pty/test_play.py",
    "tutor/tui/play_state.py": "tests/tui/test_play_screen.py",
    "tutor/tui/ask_line.py": "tests/tui/test_trace_screen.py",
    "tutor/tui/trace_keys.py": "tests/tui/test_trace_screen.py",
    "tutor/tui/trace_list.py": "tests/tui/test_trace_screen.py",
    "tutor/tui/trace_on_screen.py": "tests/pty/test_trace.py",
    "tutor/tui/trace_painter.py": "tests/tui/test_trace_screen.py",
    "tutor/runtime/kept_file.py": "tests/runtime/test_trace_run.py",
    "tutor/tui/resume.py": "tests/pty/test_suspend.py",
    "tutor/tui/stylesheet.py": "tests/tui/test_gated.py",
    "tutor/tui/watcher.py": "tests/pty/test_killed.py",
    "tutor/view/signs.py": "tests/view/test_legend.py",
    "tutor/view/elements.py": "tests/view/test_topology.py",
    "tutor/view/flow_layers.py": "tests/view/test_flow.py",
    "tutor/view/flow_rules.py": "tests/view/test_flow.py",
    "tutor/view/group_brackets.py": "tests/view/test_groups.py",
    "tutor/view/lifelines.py": "tests/view/test_flow_rows.py",
    "tutor/view/scope_boxes.py": "tests/view/test_scope.py",
    "tutor/view/scope_floors.py": "tests/view/test_scope.py",
    "tutor/view/scope_walk.py": "tests/view/test_scope.py",
    "tutor/view/scope_words.py": "tests/view/test_scope.py",
    "tutor/view/text_style.py": "tests/view/test_text.py",
    "tutor/view/message_words.py": "tests/view/test_message.py",
    "tutor/view/broker_words.py": "tests/view/test_spoken.py",
    "tutor/view/event_words.py": "tests/view/test_spoken.py",
    "tutor/view/groups_words.py": "tests/view/test_spoken.py",
    "tutor/view/instances_words.py": "tests/view/test_spoken.py",
    "tutor/view/source_words.py": "tests/view/test_spoken.py",
    "tutor/view/threads_words.py": "tests/view/test_spoken.py",
    "tutor/view/topology_words.py": "tests/view/test_spoken.py",
}


def own_test(module: str) -> str:
    """The test file of a module's own name: `tutor/view/flow.py` → `tests/view/test_flow.py`."""
    path = Path(module)
    return Path("tests", *path.parts[1:-1], f"test_{path.name}").as_posix()


def modules(root: Path) -> list[str]:
    """Every module of the program but the `__init__` of its packages."""
    found = files(root, "tutor")
    return [path.relative_to(root).as_posix() for path in found if path.name != "__init__.py"]


def untested(root: Path, elsewhere: dict[str, str]) -> Iterator[str]:
    """One line for every module without a place where it is tested, and every stale entry."""
    known = modules(root)
    for module in known:
        if (root / own_test(module)).is_file():
            if module in elsewhere:
                yield f"{module}: {own_test(module)} is there; take it out of ELSEWHERE"
        elif module not in elsewhere:
            yield f"{module}: write {own_test(module)}, or say in ELSEWHERE what tests it"
        elif not (root / elsewhere[module]).is_file():
            yield f"{module}: ELSEWHERE names {elsewhere[module]}, which is not there"
    gone = sorted(elsewhere.keys() - set(known))
    yield from (f"{module}: is gone; take it out of ELSEWHERE" for module in gone)


def namesakes(root: Path) -> Iterator[str]:
    """One line for every file name that two modules share."""
    places = defaultdict(list)
    for module in modules(root):
        places[Path(module).name].append(module)
    yield from (f"{' and '.join(same)}" for same in places.values() if len(same) > 1)
