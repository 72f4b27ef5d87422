"""The traps: which behaviours of GitLab the stand-in shows, each with where GitLab documents it.

Paths are those of GitLab's repository (`doc/` holds its documentation, published at docs.gitlab.com). A switch may be
turned while the server runs. What is no switch is always on: see the modules that serve each thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["lost", "cut", "gateway", "unavailable", "busy", "locked", "slow", "garbled", "short", "page"]


@dataclass
class Traps:
    """The switches. Times are seconds, on the server's clock unless it says otherwise."""

    search_lag: float = 0.0
    """How long `search` still goes by the old text. Advanced search is filled by a background job
    (doc/integration/advanced_search/elasticsearch.md); words of fewer than three letters are dropped by basic search
    (lib/gitlab/sql/pattern.rb)."""

    label_lag: float = 0.0
    """How long a new issue is missing from listings by label, as where lists are read from a replica that lags
    (doc/administration/postgresql/database_load_balancing.md)."""

    totals_up_to: int | None = 10_000
    """`x-total`, `x-total-pages` and `rel="last"` are left out above so many rows
    (doc/user/gitlab_com/_index.md, «Pagination response headers»; lib/gitlab/pagination/offset_header_builder.rb).
    None never leaves them out."""

    keyset: Literal["yes", "offset", "refused"] = "yes"
    """What `pagination=keyset` does to a list of issues (doc/api/rest/_index.md, «Keyset-based pagination»):
    pages by cursor; is ignored, as for an order that has none; or answers 405
    (lib/api/helpers/pagination_strategies.rb)."""

    quick_actions: bool = True
    """Lines of a description or note that begin with `/` and a command are executed and removed
    (doc/user/project/quick_actions.md; app/services/quick_actions/interpret_service.rb)."""

    trailing_spaces_go: bool = False
    """Spaces at the ends of lines are lost in stored text. GitLab itself strips `\\r` and the end of a description
    (lib/gitlab/quick_actions/extractor.rb), which is always on; this is for what editors and proxies do."""

    ignored: frozenset[str] = frozenset()
    """Fields of issues that this server is too old to know: they vanish without an error. `start_date` came in 2026
    (gitlab-org/gitlab!238041), `milestone` (a title) likewise; Grape drops what is not declared
    (lib/api/issues.rb, `declared_params(include_missing: false)`)."""

    shows_start_date: bool = True
    """Whether issues show `start_date` at all: older servers do not (gitlab-org/gitlab!238041)."""

    dropped: frozenset[str] = frozenset()
    """Fields that are dropped silently, with 201 or 200, whatever the role, as roles do it: without
    `set_issue_metadata` labels, assignees, milestone and dates are taken out (app/policies/issue_policy.rb,
    app/services/issuable_base_service.rb `filter_params`). What each role lacks is always on; see roles.py."""

    links_touch: bool = True
    """A new link writes a system note into both issues, which moves `updated_at`
    (app/services/issuable_links/create_service.rb, app/models/note.rb `touch_noteable`)."""

    work_items: bool = True
    """Whether GraphQL offers `workItemCreate`; it is an error of validation where not (doc/api/graphql/reference)."""

    children_limit: int = 100
    """How many children a parent may have; it differs by version (app/models/work_items/parent_link.rb,
    `MAX_CHILDREN`)."""

    per_minute: int | None = None
    """API requests of a user in a minute; then 429 with the plain text «Retry later»
    (doc/security/rate_limits.md, doc/administration/settings/user_and_ip_rate_limits.md;
    lib/gitlab/rack_attack.rb)."""

    issues_per_minute: int | None = None
    """New issues of a user in a minute; then 429, and `message` is a dict
    (doc/administration/settings/rate_limit_on_issues_creation.md; 200 on gitlab.com)."""

    notes_per_minute: int | None = None
    """New notes of a user in a minute, likewise (doc/administration/settings/rate_limit_on_notes_creation.md)."""

    retry_after: bool = True
    """Whether a 429 says in `Retry-After` and `RateLimit-*` when to come back; proxies in front do not."""

    limit_headers: bool = False
    """Whether `RateLimit-*` stand on every answer, as on gitlab.com (doc/user/gitlab_com/_index.md, «Rate limits»)."""

    message_form: Literal["dict", "list", "string"] = "dict"
    """The form of `message` in refused values: a dict by field as a rule (doc/api/rest/troubleshooting.md,
    «Status code 400»), a list or a string from some services (lib/api/helpers.rb `render_api_error!`)."""

    rates: dict[FaultKind, float] = field(default_factory=dict)
    """How often each fault strikes, 0 to 1; see faults.py. Such faults come from proxies and networks."""

    fault_methods: frozenset[str] = frozenset({"GET", "POST", "PUT", "DELETE"})
    """Which requests the rates are for."""

    fault_seed: int = 1
    """Makes the faults of `rates` the same in every run."""

    slow_seconds: float = 0.05
    """How long a slow answer takes, in real seconds."""
