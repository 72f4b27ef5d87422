"""Every code of a fault in an operator's file, a config or a mapping, with its meaning in English.

A table and nothing else: what is told of one fault, with its place, is worded where the fault is found.
"""

from __future__ import annotations

from mappings.language import N_

CODES: dict[str, str] = {
    "config-missing": N_("the config is not there"),
    "config-unreadable": N_("the config may not be read"),
    "mapping-missing": N_("the mapping named in the config is not there"),
    "mapping-unreadable": N_("the mapping may not be read"),
    "calendar-missing": N_("the calendar of working days named in the config is not there"),
    "calendar-unreadable": N_("the calendar of working days may not be read"),
    "calendar-unknown": N_("no calendar of working days of that name comes with Vekha"),
    "yaml-encoding": N_("the file is not UTF-8"),
    "yaml-too-large": N_("the file is larger than any config or mapping"),
    "yaml-empty": N_("the file says nothing"),
    "yaml-syntax": N_("the file is not YAML, or uses a part of YAML that is not taken"),
    "yaml-several-documents": N_("the file holds more than one document"),
    "yaml-alias": N_("the file uses anchors or aliases"),
    "yaml-duplicate-key": N_("a key stands twice in one block"),
    "key-unknown": N_("a key is not known at its place"),
    "key-missing": N_("a required key is missing"),
    "value-invalid": N_("a value is not what its key takes"),
    "problems-more": N_("the file has more faults than are told at once"),
    "secret-in-config": N_("a secret stands in the config itself"),
    "recipient-twice": N_("a recipient is listed twice"),
    "path-twice": N_("two settings name one file"),
    "path-taken": N_("something is to be written over a file that the plan is made from, or kept in"),
    "summary-foreign": N_("the file that is to hold the summary is no web page"),
    "kind-unknown": N_("there is no tracker or mail of that kind"),
    "tracker-broken": N_("a tracker's plug-in cannot be loaded"),
    "measure-unknown": N_("the mapping names a measure that the plan does not have"),
    "indicator-unknown": N_("the mapping speaks of an indicator that the measure does not have"),
    "executor-unknown": N_("the mapping names an executor that the plan does not have"),
    "deadline-unknown": N_("the mapping extends a deadline that the plan does not have"),
    "extension-not-later": N_("an extension ends no later than the date that it extends"),
    "extension-day-taken": N_("a deadline is extended to a day on which another one of its measure is due"),
    "override-without-dates": N_("a recurrence is set for a measure without any date to apply it to"),
}
