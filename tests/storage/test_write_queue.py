"""Turns at writing: nobody is starved, and a lost turn stops nobody for good."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Connection, make_url

from storage.sqlite import durable_engine, writing_engine
from storage.write_queue import Turns, turns_at

PATIENCE = 30.0


def test_turns_come_in_the_order_of_asking() -> None:
    assert order_of({"first": True, "second": True, "third": True}) == ["first", "second", "third"]


def test_acts_and_work_take_turns_so_that_neither_waits_for_all_of_the_other() -> None:
    waiting = {"work 1": False, "work 2": False, "work 3": False, "act 1": True, "act 2": True}
    assert order_of(waiting) == ["act 1", "work 1", "act 2", "work 2", "work 3"]


def order_of(waiting: dict[str, bool]) -> list[str]:
    """Who gets a turn when, after one that was work's; `waiting`: who asks, in this order, and whether it is an act."""
    turns, order, threads = Turns(), list[str](), list[Thread]()

    def write(name: str) -> None:
        turns.take(PATIENCE, act=waiting[name])
        order.append(name)
        turns.pass_on()

    turns.take(PATIENCE)
    for name in waiting:
        threads.append(Thread(target=write, args=(name,)))
        threads[-1].start()
        while turns.waiting < len(threads):
            time.sleep(0.001)
    turns.pass_on()
    for thread in threads:
        thread.join(PATIENCE)
    return order


def test_who_waited_long_enough_goes_on_without_a_turn() -> None:
    turns = Turns()
    turns.take(PATIENCE)  # and it is lost
    turns.take(0.01)
    turns.pass_on()
    turns.take(0.01)


def test_engines_on_one_file_share_its_turns(tmp_path: Path) -> None:
    assert turns_at(tmp_path / "a") is turns_at(tmp_path / "a")
    assert turns_at(tmp_path / "a") is not turns_at(tmp_path / "b")


def test_durable_work_gets_its_turn_while_the_writer_never_rests(tmp_path: Path) -> None:
    url = make_url(f"sqlite+pysqlite:///{tmp_path / 'busy.sqlite3'}")
    writer, durable = writing_engine(url), durable_engine(url, 1)
    begun, done, commits = Event(), Event(), 0

    def write(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")

    def never_rest() -> None:
        nonlocal commits
        while not done.is_set():
            with writer.begin() as connection:
                write(connection)
                time.sleep(0.02)  # a group of units
            commits += 1
            begun.set()

    with writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
    with ThreadPoolExecutor(1) as busy:
        running = busy.submit(never_rest)
        assert begun.wait(PATIENCE)
        before = commits
        for _ in range(20):
            with durable.begin() as connection:
                write(connection)
        between = commits - before
        done.set()
        running.result(PATIENCE)
    writer.dispose()
    durable.dispose()
    assert between <= 40, "one each; without turns it is two to fifteen for one"
