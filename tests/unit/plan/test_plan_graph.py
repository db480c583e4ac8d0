"""The graph of services, roles and volumes."""

from castmatch.plan.model import Kind, Plan


def needs(plan: Plan) -> set[tuple[str, str]]:
    names = {box.urn: box.name for box in plan.graph.boxes}
    return {(names[one], names[other]) for one, other in plan.graph.needs}


def notes(plan: Plan, kind: Kind) -> dict[str, str]:
    return {box.name: box.note for box in plan.graph.boxes if box.kind is kind}


def test_the_default_stack(default: Plan) -> None:
    assert needs(default) == {
        ("frontend", "backend"),
        ("frontend", "frontend-build"),
        ("backend", "ai"),
        ("backend", "castmatch_user"),
        ("backend", "redis"),
        ("ai", "castmatch_user"),
        ("castmatch_user", "postgres"),
        ("guardian", "castmatch_user"),
        ("guardian", "socket"),
        ("postgres", "data"),
        ("postgres", "socket"),
    }


def test_a_stack_of_several_roles_without_a_guardian(many: Plan) -> None:
    found = needs(many)

    assert {("castmatch_user", "castmatch_staff"), ("castmatch_analyst", "castmatch_staff")} <= found
    assert {("castmatch_reader", "castmatch_user"), ("castmatch_analyst", "postgres")} <= found
    assert "guardian" not in notes(many, Kind.SERVICE)


def test_each_box_tells_where_it_is(default: Plan) -> None:
    assert notes(default, Kind.SERVICE)["backend"] == "127.0.0.1:5002"
    assert notes(default, Kind.VOLUME) == {
        "data": "castmatch-anna-postgres-data, kept",
        "socket": "castmatch-anna-postgres-socket",
        "frontend-build": "castmatch-anna-frontend-build",
    }


def test_each_role_tells_its_databases(many: Plan) -> None:
    assert notes(many, Kind.ROLE) == {
        "castmatch_user": "owns castmatch",
        "castmatch_reader": "in castmatch",
        "castmatch_staff": "no login",
        "castmatch_analyst": "owns analytics",
    }


def test_what_is_needed_stands_before_what_needs_it(many: Plan) -> None:
    place = {box.urn: number for number, box in enumerate(many.graph.boxes)}

    assert [pair for pair in many.graph.needs if place[pair[0]] < place[pair[1]]] == []
