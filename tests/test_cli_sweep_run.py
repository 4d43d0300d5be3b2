"""The sweep commands end to end: what they print where, and the exit code each ending has."""

import json

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.experiments.sweep.small import RUNS, with_faults, write_sweep

SERIAL = ("--engine", "serial", "--block", "8")


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write_sweep(tmp_path)


def ask(*words):
    return CliRunner().invoke(app, ["sweep", *map(str, words)])


def test_a_sweep_runs_into_a_folder_of_its_name_and_is_complete_the_second_time(path, tmp_path):
    first = ask("run", path, *SERIAL)
    assert (first.exit_code, first.stdout) == (0, "")
    assert f"complete: {RUNS} runs in small, {RUNS} of them by this command" in " ".join(first.stderr.split())
    assert len(pandas.read_parquet(tmp_path / "small" / "runs")) == RUNS
    again = ask("run", "small", "--engine", "serial", "--quiet")
    assert (again.exit_code, again.output) == (0, "")


def test_json_is_one_event_a_line_and_the_last_says_how_it_ended(path):
    stopped = ask("run", path, *SERIAL, "--limit", 10, "--json")
    end = [json.loads(line) for line in stopped.stdout.splitlines()][-1]
    assert (stopped.exit_code, end["event"], end["state"], end["done"]) == (3, "end", "stopped", 16)
    done = ask("run", path, "--engine", "serial", "--json")
    end = [json.loads(line) for line in done.stdout.splitlines()][-1]
    assert (done.exit_code, end["state"], end["done"], end["ran"], end["failed"]) == (0, "complete", RUNS, RUNS - 16, 0)


def test_failed_runs_end_with_code_1_and_their_errors(path, monkeypatch):
    with monkeypatch.context() as broken:
        with_faults(broken, "raise 1")
        found = ask("run", path, *SERIAL)
    assert found.exit_code == 1
    assert "failed: ZeroDivisionError: on purpose" in " ".join(found.stderr.split())
    assert ask("run", path, "--engine", "serial", "--retry-failed").exit_code == 0


def test_too_many_failures_end_with_code_3(path, monkeypatch):
    with_faults(monkeypatch, "raise 1")
    found = ask("run", path, *SERIAL, "--most-failures", 0)
    assert found.exit_code == 3
    assert "--most-failures N lets more fail" in found.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("run", "no_such_sweep"), "no_such_sweep"),
        (("run", "small.toml", "--engine", "daks"), "did you mean 'dask'"),
        (("run", "small.toml", "--jobs", 0), "at least 1"),
        (("run", "small.toml", "--block", 0), "at least 1"),
        (("run", "small.toml", "--limit", 0), "at least 1"),
        (("run", "small.toml", "--shard", "0/3"), "write it as 3/20"),
        (("run", "small.toml", "--shard", "3"), "write it as 3/20"),
        (("run", "small.toml", "--engine", "local", "--scheduler", "tcp://x"), "belongs to --engine dask"),
        (("run", "small.toml", "--until", "half-width=1", "--shard", "1/2"), "needs all runs"),
        (("run", "small.toml", "--until", "width=1"), "half-width=0.5"),
        (("run", "small.toml", "-o", "small.toml/runs"), "cannot be written"),
        (("status", "nowhere"), "no sweep was begun there"),
        (("verify", "nowhere"), "no sweep was begun there"),
        (("export", "nowhere", "-o", "all.csv"), "no sweep was begun there"),
        (("extend", "nowhere", "--replicates", 8), "no sweep was begun there"),
    ],
)
def test_what_cannot_be_done_ends_with_code_2_and_one_line(path, words, complaint):
    found = ask(*words)
    assert found.exit_code == 2
    assert found.stderr.startswith("error: ")
    assert complaint in " ".join(found.stderr.split())
    assert found.stderr.count("\n") == 1


def test_another_sweep_in_the_folder_ends_with_code_4(path):
    ask("run", path, *SERIAL)
    path.write_text(path.read_text().replace("weeks = 2", "weeks = 3"))
    found = ask("run", path, "--engine", "serial")
    assert found.exit_code == 4
    assert "another sweep" in found.stderr


def test_damage_ends_with_code_5_mending_with_3_and_running_again_with_0(path, tmp_path):
    ask("run", path, *SERIAL)
    assert ask("verify", "small", "--deep").exit_code == 0
    victim = next((tmp_path / "small" / "runs").rglob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-10])
    found = ask("verify", "small")
    assert found.exit_code == 5
    assert victim.stem in found.stdout
    assert "--mend moves them aside" in " ".join(found.stderr.split())
    assert json.loads(ask("verify", "small", "--json").stdout)["wrong"].keys() == {victim.stem}
    assert ask("verify", "small", "--mend").exit_code == 3
    assert ask("run", "small", "--engine", "serial").exit_code == 0
    assert ask("verify", "small").exit_code == 0


def test_a_name_is_that_of_the_sweep_even_where_its_folder_lies(path, monkeypatch, tmp_path):
    monkeypatch.setattr("sim.experiments.sweep.sweep.SWEEPS", tmp_path)
    monkeypatch.setattr("sim.experiments.sweep.running.perform.SWEEPS", tmp_path)
    assert ask("run", "small", *SERIAL).exit_code == 0
    assert ask("run", "small", "--engine", "serial").exit_code == 0
    path.write_text(path.read_text().replace("weeks = 2", "weeks = 3"))
    assert ask("run", "small", "--engine", "serial").exit_code == 4
    assert ask("run", "small", "--engine", "serial", "-o", "other", "--block", 8).exit_code == 0
    assert ask("run", "./small", "--engine", "serial", "-o", "third").exit_code == 2


def test_shards_end_complete_one_by_one(path):
    assert [ask("run", path, *SERIAL, "--shard", f"{at}/2").exit_code for at in (1, 2)] == [0, 0]
    assert json.loads(ask("status", "small", "--json").stdout)["state"] == "complete"


def test_a_plan_counts_measures_and_leaves_nothing(path, tmp_path):
    counted = ask("plan", path, "--no-trial", "--block", 8)
    assert counted.exit_code == 0
    assert "6 points × 2 scenarios × 4 replicates = 48 runs of 2 weeks" in " ".join(counted.stdout.split())
    found = json.loads(ask("plan", path, "--jobs", 1, "--block", 8, "--json").stdout)
    assert (found["runs"], found["parts"], found["trial"]["parts"]) == (RUNS, RUNS // 8, 2)
    assert 0 < found["seconds"]["least"] < found["seconds"]["likely"] < found["seconds"]["most"]
    assert found["bytes"] > found["trial"]["size"] > 0
    assert found["memory_a_process"] > 10**7
    assert {each.name for each in tmp_path.iterdir()} == {"small.toml"}


def test_a_trial_that_is_kept_is_not_run_again(path):
    shown = ask("plan", path, "--jobs", 1, "--block", 8, "--keep", "kept")
    assert "runs/s" in shown.stdout
    assert "aftermath sweep run" in shown.stderr
    done = ask("run", "kept", "--engine", "serial", "--json")
    end = json.loads(done.stdout.splitlines()[-1])
    assert (end["done"], end["ran"]) == (RUNS, RUNS - 16)
    assert "nothing is left to run" in ask("plan", "kept").stdout


def test_a_sweep_grows_and_is_shown_and_exported(path, tmp_path):
    ask("run", path, *SERIAL)
    assert ask("extend", "small", "--points", 8, "--engine", "serial").exit_code == 0
    assert ask("extend", "small", "--replicates", 6, "--engine", "serial").exit_code == 0
    assert ask("extend", "small", "--replicates", 6, "--engine", "serial").exit_code == 2
    shown = ask("status", "small").stdout
    assert "8 points × 2 scenarios × 6 replicates, grown 2 times" in " ".join(shown.split())
    assert "96 of 96 runs (100 %): complete" in " ".join(shown.split())
    assert "complete" in ask("status", "small", "--watch").stdout
    found = ask("export", "small", "-o", "all.csv", "--points", "6-7")
    assert "24 rows in all.csv" in " ".join(found.stderr.split())
    assert len(pandas.read_csv(tmp_path / "all.csv")) == 24
    assert "unit" in (tmp_path / "all_schema.csv").read_text(encoding="utf-8-sig")


def test_until_adds_replicates_and_says_where_it_stands(path):
    found = ask("run", path, *SERIAL, "--until", "half-width=1000000,most=16")
    assert found.exit_code == 0
    assert "after 16 replicates the 95 % half-width of displaced" in " ".join(found.stderr.split())


def test_an_export_is_named_after_its_sweep_unless_it_is_told_where(path, tmp_path):
    ask("run", path, *SERIAL)
    assert ask("export", "small", "--csv").exit_code == 0
    assert len(pandas.read_csv(tmp_path / "small.csv")) == RUNS
    assert ask("export", "small").exit_code == 0
    assert len(pandas.read_parquet(tmp_path / "small.parquet")) == RUNS
    refused = ask("export", "small", "--csv", "-o", "small.parquet")
    assert (refused.exit_code, "does not end in .csv" in refused.stderr) == (2, True)
