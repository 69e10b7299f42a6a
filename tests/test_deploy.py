"""What deploy/ holds, as far as it can be tried here: the image's content runs, and every file fits the product."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.app.web import admin_app, public_app
from bot.cli.main import main as dsrbot
from bot.settings.config import read
from tests.ports import free_port
from tests.processes import HOME, running
from tests.programs import SYSTEMD, Ask
from tests.stage import scene
from tools.reference_settings import PARTIES

DEPLOY = HOME / "deploy"
DOCKERFILE = (HOME / "deploy/Dockerfile").read_text(encoding="utf-8")
COPIED = re.findall(r"^COPY (\w+) /opt/dsrbot/src/\w+$", DOCKERFILE, re.MULTILINE)
SENT = (HOME / "deploy/Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()


def said(word: str) -> str:
    """What follows an instruction, which stands there once."""
    (found,) = re.findall(rf"^{word} (.*)$", DOCKERFILE, re.MULTILINE)
    return str(found)


def test_every_package_is_in_it_and_nothing_else_is_sent_to_the_builder() -> None:
    packages = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert set(COPIED) == {name.partition(".")[0] for name in packages}
    assert SENT[1] == "*"
    assert {line[1:] for line in SENT if line.startswith("!")} == {*COPIED, "LICENSE", "NOTICE", "requirements/run.txt"}


def test_it_is_nobody_special_and_installs_what_is_locked_alone() -> None:
    assert said("USER").isdigit()
    assert int(said("USER")) >= 1000
    assert DOCKERFILE.count("pip install") == DOCKERFILE.count("--require-hashes") == 1
    assert said("VOLUME") == f"{said('WORKDIR')}/data"


async def test_what_is_copied_runs_and_its_health_check_tells_whether_it_does(tmp_path: Path) -> None:
    for name in COPIED:
        shutil.copytree(HOME / name, tmp_path / "src" / name, ignore=shutil.ignore_patterns("__pycache__"))
    entry, command = json.loads(said("ENTRYPOINT")), json.loads(said("CMD"))
    port = str(free_port())
    place = {"PYTHONPATH": str(tmp_path / "src"), "PORT": port}
    async with running(tmp_path, *command, program=(sys.executable, *entry[1:]), **place) as bot:
        await bot.says("playground is open: ")
        assert _healthy(port)
    assert not _healthy(port)


def _healthy(port: str) -> bool:
    check = json.loads(said("HEALTHCHECK").partition(" CMD ")[2])
    done = subprocess.run(
        [sys.executable, *check[1:]], env={"PORT": port}, capture_output=True, check=False, timeout=60
    )
    return done.returncode == 0


# ---- compose, systemd, Kubernetes


def document(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


COMPOSE: Any = document("compose.yaml")
BOT: Any = COMPOSE["services"]["bot"]
MANIFESTS: dict[str, Any] = {
    one["kind"]: one for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
}
POD: Any = MANIFESTS["Deployment"]["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
UNIT = (DEPLOY / "dsrbot.service").read_text(encoding="utf-8")
VARIABLES = {str(field.alias) for model in PARTIES.values() for field in model.model_fields.values()}


def known(names: Iterator[str] | list[str] | dict[str, Any]) -> bool:
    return {name.removesuffix("_FILE") for name in names} <= VARIABLES


def the(word: str) -> list[str]:
    """What the unit gives this setting."""
    return re.findall(rf"^{word}=(.*)$", UNIT, re.MULTILINE)


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_nothing_is_said_twice(name: str) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    assert list(yaml.load_all((DEPLOY / name).read_text(encoding="utf-8"), Strict))


def test_the_compose_file_is_one_by_its_specification() -> None:
    check = ("-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    done = subprocess.run((sys.executable, *check), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


def test_compose_starts_the_image_that_is_built_here_with_settings_that_there_are() -> None:
    assert (DEPLOY / BOT["build"]["context"] / BOT["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    assert known(BOT["environment"])
    assert {f"/run/secrets/{name}" for name in BOT["secrets"]} == {
        value for name, value in BOT["environment"].items() if name.endswith("_FILE")
    }
    assert COMPOSE["secrets"].keys() == {*BOT["secrets"], *COMPOSE["services"]["database"]["secrets"]}
    assert BOT["ports"] == [f"127.0.0.1:{said('EXPOSE')}:{said('EXPOSE')}"]
    assert [one.split(":")[1] for one in BOT["volumes"]] == [f"{said('WORKDIR')}/dsrbot.toml", said("VOLUME")]
    assert COMPOSE["networks"]["inside"]["internal"], "the database is reached by the bot alone"
    assert "ports" not in COMPOSE["services"]["database"]


def test_the_unit_is_one_and_leaves_little_to_reach(program: Ask, tmp_path: Path) -> None:
    analyze = program(SYSTEMD)
    command = Path(sys.executable).with_name("dsrbot")
    (tmp_path / "dsrbot.service").write_text(UNIT.replace("/opt/dsrbot/bin/dsrbot", str(command)), encoding="utf-8")
    for check in (["verify"], ["security", "--offline=true", "--threshold=20", "--no-pager"]):
        words = (analyze, *check, tmp_path / "dsrbot.service")
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_unit_runs_a_command_that_there_is_with_settings_that_there_are() -> None:
    (start,) = the("ExecStart")
    assert start.split()[1:] == ["run"]
    assert set(start.split()[1:]) <= set(dsrbot.commands)
    assert known([line.partition("=")[0] for line in [*the("Environment"), *the("#Environment")]])
    assert the("User") == the("Group") == the("StateDirectory") == ["dsrbot"]
    assert the("WorkingDirectory") == ["/var/lib/dsrbot"]


@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_is_one_by_the_schemas_of_kubernetes(kind: str) -> None:
    kubernetes_validate.validate(MANIFESTS[kind], kubernetes_validate.latest_version(), strict=True)


def test_the_pod_runs_as_the_image_does_with_settings_that_there_are() -> None:
    given = {one["name"]: one["value"] for one in CONTAINER["env"]}
    ports = {one["name"]: str(one["containerPort"]) for one in CONTAINER["ports"]}
    assert known(given)
    assert (given["PORT"], given["ADMIN_PORT"]) == (ports["http"], ports["metrics"])
    assert ports["http"] == said("EXPOSE")
    assert str(POD["securityContext"]["runAsUser"]) == said("USER")
    assert CONTAINER["args"] == json.loads(said("CMD"))
    assert {one["mountPath"] for one in CONTAINER["volumeMounts"]} >= {said("VOLUME"), "/tmp"}
    allowed = {one["port"] for rule in MANIFESTS["NetworkPolicy"]["spec"]["ingress"] for one in rule["ports"]}
    assert {str(port) for port in allowed} == set(ports.values())
    assert MANIFESTS["Service"]["spec"]["ports"][0]["targetPort"] == "http"
    assert not [one for one in MANIFESTS if one == "Secret"], "no secret stands in a file"


def test_the_settings_in_the_manifests_are_understood(tmp_path: Path) -> None:
    (tmp_path / "dsrbot.toml").write_text(MANIFESTS["ConfigMap"]["data"]["dsrbot.toml"], encoding="utf-8")
    config = read(tmp_path / "dsrbot.toml")
    assert f"{said('WORKDIR')}/{config.audit.anchor}".startswith(said("VOLUME") + "/")


async def test_probes_ask_what_there_is(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        routes = {route.resource.canonical for route in public_app(desk.bot).router.routes() if route.resource}
        admin = {route.resource.canonical for route in admin_app(desk.bot, {}).router.routes() if route.resource}
    probes = [CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")]
    assert {probe["path"] for probe in probes} <= routes
    assert {probe["port"] for probe in probes} == {"http"}
    assert "/metrics" in admin - routes, "numbers are for who runs the bot alone"
