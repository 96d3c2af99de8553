// Rules as data: what an officer writes in rules/checks/*.toml, checked and ready to evaluate.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"
#include "base/time.h"
#include "base/value.h"
#include "model/subject.h"
#include "model/verdict.h"

namespace attt::rules {

// A text in the languages of the toolkit; vi is required, en falls back to it.
struct Text {
    std::string vi;
    std::string en;
    const std::string& in(base::Language language) const {
        return language == base::Language::en && !en.empty() ? en : vi;
    }
};

// facts.toml: every fact that a probe or an import may state, with its type and a sentence.
enum class FactType { boolean, integer, string, time, strings, map };
struct FactDeclaration {
    std::string name;  // "tls.certificate.not_after"
    FactType type = FactType::string;
    bool per_endpoint = false;    // its probe looks at an endpoint
    bool derived = false;         // stated by derive(), not by a probe
    bool by_trust_store = false;  // another trust store would give another value of the same server
    Text text;
    Text label;                                      // a few words for a table; empty: `text` serves
    std::map<std::string, Text, std::less<>> words;  // what the values of a closed list are called

    const Text& short_text() const { return label.vi.empty() ? text : label; }
};
using FactDeclarations = std::map<std::string, FactDeclaration, std::less<>>;

// A condition over facts: the closed language of verbs. Defined in expression.h.
struct Expression;

// facts in, verdict out: the rule's own test
struct Case {
    std::string name;
    base::Object facts;  // by fact name; {"unknown": "reason"}, {"absent": true} and {"undetermined": [values]} have
                         // their meaning
    base::Time as_of;
    model::Outcome expected = model::Outcome::pass;
    base::Duration age = base::Duration::zero();  // how long before `as_of` the facts were seen
    std::string instance;
    int line = 0;
};

struct Rule {
    std::string id;  // "tls.no-ssl": permanent, never reused
    int version = 1;
    model::SubjectKind subject = model::SubjectKind::website;
    Text title, rationale, remediation;
    model::Severity severity = model::Severity::info;
    std::vector<std::string> basis;     // clause ids of law.toml; empty: a recommendation without a compulsory basis
    std::vector<std::string> controls;  // ids of controls that it evidences
    std::optional<base::Duration> max_age;
    std::vector<std::string> instances;  // one verdict for each; "$instance" stands for it in conditions; empty: one
    std::string instances_of;            // a fact, a list: its elements are the instances; empty: those above are
    std::shared_ptr<const Expression> applies_when;  // null: always
    std::shared_ptr<const Expression> require;
    std::vector<std::string> evidence;  // facts that decide nothing but say why: shown beside those that it requires
    std::vector<Case> cases;
    std::vector<std::string> facts;  // all that it reads, sorted
    bool per_endpoint = false;       // reads a fact that is per endpoint: one verdict for each endpoint
    std::string theme;               // name of its file without ".toml"
    std::string file;
    int line = 0;
};

// law.toml: a document and its clauses; the law changes under a rule, the finding does not.
struct Instrument {
    std::string id;
    std::string number;  // "85/2016/NĐ-CP"
    Text title;
    std::optional<base::Date> effective_from;
    std::optional<base::Date> effective_to;  // last day in force
    std::string superseded_by;               // id
    std::string authority;
    std::string confidence;  // "source", "secondary", "unconfirmed", "recommendation"
};
struct Clause {
    std::string id;  // "nd-85-2016.d15"
    std::string instrument;
    std::string locator;  // "Điều 15"
    Text text;
    std::string confidence;
    // the clause that replaces it, by id; empty: none known
    std::string superseded_by;
};
struct Law {
    std::map<std::string, Instrument, std::less<>> instruments;
    std::map<std::string, Clause, std::less<>> clauses;

    // The clause itself, or the one that has replaced it by that date (following superseded_by); nullptr when unknown.
    const Clause* clause_as_of(std::string_view id, base::Date as_of) const;
    bool in_force(const Clause& clause, base::Date as_of) const;
};

// One file that a rule set was read from, as it stood: what is kept of a rule set for reading it again later.
struct RuleSource {
    std::string name;  // "0/checks/tls.toml": the number of its directory, then its place there
    std::string file;  // for messages
    std::string text;
};

// A whole rule set: read once, immutable.
struct RuleSet {
    FactDeclarations facts;
    Law law;
    std::vector<Rule> rules;  // sorted by id
    std::string hash;         // sha256 over the canonical content: equal rules, equal hash
    std::string date;         // newest `date` of the files' headers

    std::vector<RuleSource> sources;

    const Rule* rule(std::string_view id) const;
    const FactDeclaration* fact(std::string_view name) const;
};

// Reads facts.toml, law.toml, retired.toml and checks/*.toml of each directory (the program's first, then the office's
// own). On failure every defect of every file, each with file, line and mend.
struct Loaded {
    RuleSet rules;
    std::vector<base::Error> defects;  // empty: usable
};
Loaded load_rules(const std::vector<std::string>& directories);
// The same from files read before.
Loaded load_rules(const std::vector<RuleSource>& sources);

// Runs every rule's own cases. One message per failing case: rule, case, expected, got; file and line.
struct CaseResult {
    std::string rule;
    std::string name;
    model::Outcome expected;
    model::Outcome got;
    std::string reason;
    std::string file;
    int line = 0;
    bool passed() const { return expected == got; }
};
std::vector<CaseResult> run_cases(const RuleSet& rules);

}  // namespace attt::rules
