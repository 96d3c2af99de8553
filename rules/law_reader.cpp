// law.toml: [instrument.ID] and [clause."ID.part"], and retired.toml.
#include <set>

#include "rules/readers.h"

namespace attt::rules {
namespace {

Instrument read_instrument(const std::string& id, base::TomlTable& table) {
    Instrument instrument;
    instrument.id = id;
    instrument.number = table.required_string("number");
    instrument.title = read_text(table, "title", true);
    instrument.effective_from = table.date("effective_from");
    instrument.effective_to = table.date("effective_to");
    instrument.superseded_by = table.string("superseded_by").value_or("");
    instrument.authority = table.string("authority").value_or("");
    if (!table.has("confidence")) table.defect("", "toml.missing_key", {{"key", "confidence"}});
    instrument.confidence = table.one_of("confidence", confidence_names).value_or("unconfirmed");
    if (instrument.effective_from && instrument.effective_to && *instrument.effective_to < *instrument.effective_from)
        table.defect("effective_to", "rules.ends_before_start");
    table.refuse_unknown();
    return instrument;
}

Clause read_clause(const std::string& id, base::TomlTable& table) {
    Clause clause;
    clause.id = id;
    clause.instrument = id.substr(0, id.find('.'));
    clause.locator = table.required_string("locator");
    clause.text = read_text(table, "text", true);
    clause.superseded_by = table.string("superseded_by").value_or("");
    clause.confidence = table.one_of("confidence", confidence_names).value_or("");  // else its instrument's
    table.refuse_unknown();
    return clause;
}

// Whether following superseded_by from `id` comes back to a place already passed.
template <class Records>
bool goes_in_a_circle(const Records& records, const std::string& id) {
    std::set<std::string> passed;
    for (auto here = records.find(id); here != records.end(); here = records.find(here->second.superseded_by)) {
        if (!passed.insert(here->first).second) return true;
    }
    return false;
}

template <class Records>
void check_successor(base::TomlTable& table, const std::string& id, const Records& records,
                     const UnknownName& message) {
    const auto record = records.find(id);
    if (record == records.end() || record->second.superseded_by.empty()) return;
    const std::string& successor = record->second.superseded_by;
    if (records.find(successor) == records.end()) {
        unknown_name(table, "superseded_by", message, successor, keys_of(records));
    } else if (goes_in_a_circle(records, id)) {
        table.defect("superseded_by", "rules.succession_circle", {{"value", id}});
    }
}

}  // namespace

void read_law(const base::TomlDocument& document, Law& law, std::vector<base::Error>& defects) {
    base::TomlTable root(document, defects);
    if (auto instruments = root.table("instrument")) {
        for (auto& [id, table] : instruments->named_tables()) {
            if (!is_id(id) || id.find('.') != std::string::npos) table.defect("", "rules.bad_id", {{"value", id}});
            if (!law.instruments.emplace(id, read_instrument(id, table)).second)
                table.defect("", "rules.law_twice", {{"value", id}});
        }
    }
    if (auto clauses = root.table("clause")) {
        for (auto& [id, table] : clauses->named_tables()) {
            if (!is_id(id)) table.defect("", "rules.bad_id", {{"value", id}});
            if (!law.clauses.emplace(id, read_clause(id, table)).second)
                table.defect("", "rules.law_twice", {{"value", id}});
        }
    }
    root.refuse_unknown();
}

void check_law(const base::TomlDocument& document, Law& law, std::vector<base::Error>& defects) {
    base::TomlTable root(document, defects);
    if (auto instruments = root.table("instrument")) {
        for (auto& [id, table] : instruments->named_tables())
            check_successor(table, id, law.instruments, unknown_instrument);
    }
    auto clauses = root.table("clause");
    if (!clauses) return;
    for (auto& [id, table] : clauses->named_tables()) {
        check_successor(table, id, law.clauses, unknown_clause);
        Clause& clause = law.clauses.find(id)->second;
        const auto instrument = law.instruments.find(clause.instrument);
        if (instrument == law.instruments.end()) {
            unknown_name(table, "", unknown_instrument, clause.instrument, keys_of(law.instruments));
        } else if (clause.confidence.empty()) {
            clause.confidence = instrument->second.confidence;
        }
    }
}

void read_retired(const base::TomlDocument& document, Retired& retired, std::vector<base::Error>& defects) {
    base::TomlTable root(document, defects);
    for (base::TomlTable& table : root.tables("retired")) {
        const std::string id = table.required_string("id");
        if (!table.has("date")) table.defect("", "toml.missing_key", {{"key", "date"}});
        static_cast<void>(table.date("date"));
        static_cast<void>(table.required_string("reason"));
        table.refuse_unknown();
        if (!id.empty()) retired.emplace(id, document.file);
    }
    root.refuse_unknown();
}

}  // namespace attt::rules
