#include "rules/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "base/hash.h"
#include "rules/expression.h"
#include "rules/missing.h"

namespace attt::rules {
namespace {

using model::Fact;
using model::Outcome;
using model::Verdict;
using Place = std::optional<model::Endpoint>;

// The facts of one subject by name.
class FactIndex {
  public:
    explicit FactIndex(std::span<const Fact> facts) {
        sorted_.reserve(facts.size());
        for (const Fact& fact : facts)
            sorted_.push_back(&fact);
        std::stable_sort(sorted_.begin(), sorted_.end(),
                         [](const Fact* a, const Fact* b) { return a->name < b->name; });
    }

    std::span<const Fact* const> named(std::string_view name) const {
        const auto first =
            std::partition_point(sorted_.begin(), sorted_.end(), [&](const Fact* fact) { return fact->name < name; });
        auto last = first;
        while (last != sorted_.end() && (*last)->name == name)
            ++last;
        return {first, last};
    }

    // The fact as seen at `place`: there; else at the one other port of that address (a probe of another port); else
    // without an endpoint (a fact of the site as a whole, or a probe that found no address). The newest where two are
    // alike.
    const Fact* at(std::string_view name, const Place& place) const {
        const auto candidates = named(name);
        const auto newest = [&](const auto& wanted) {
            const Fact* best = nullptr;
            for (const Fact* fact : candidates) {
                if (wanted(*fact) && (best == nullptr || fact->observed_at > best->observed_at)) best = fact;
            }
            return best;
        };
        if (const Fact* exact = newest([&](const Fact& fact) { return fact.endpoint == place; })) return exact;
        if (place) {
            std::set<std::uint16_t> ports;
            const auto same_address = [&](const Fact& fact) {
                return fact.endpoint && fact.endpoint->address == place->address;
            };
            for (const Fact* fact : candidates) {
                if (same_address(*fact)) ports.insert(fact->endpoint->port);
            }
            if (ports.size() == 1) return newest(same_address);
            if (ports.size() > 1) return nullptr;
        }
        return newest([](const Fact& fact) { return !fact.endpoint; });
    }

  private:
    std::vector<const Fact*> sorted_;
};

std::set<std::string, std::less<>> facts_of(const Expression& expression) {
    std::set<std::string, std::less<>> facts;
    collect_facts(expression, facts);
    return facts;
}

// The per-endpoint facts of a rule: those that it requires first, for the endpoint of a verdict is theirs.
std::vector<std::string> endpoint_facts(const Rule& rule, const FactDeclarations& declarations) {
    std::vector<std::string> out;
    const auto add = [&](const Expression& expression) {
        for (const std::string& name : facts_of(expression)) {
            const auto declared = declarations.find(name);
            if (declared != declarations.end() && declared->second.per_endpoint) out.push_back(name);
        }
    };
    add(*rule.require);
    if (!rule.instances_of.empty() && declarations.find(rule.instances_of)->second.per_endpoint)
        out.push_back(rule.instances_of);
    if (rule.applies_when != nullptr) add(*rule.applies_when);
    return out;
}

// Where the rule is judged: the endpoints of its first probe, and of each further probe only at addresses not covered
// yet, so that a rule over two ports of one address speaks once. One place without an endpoint when nothing has any.
std::vector<Place> places_of(const Rule& rule, const std::vector<std::string>& names, const FactIndex& index) {
    if (!rule.per_endpoint) return {std::nullopt};
    std::set<Place> places;
    std::map<std::string, std::string_view> probe_of_address;
    for (const std::string& name : names) {
        for (const Fact* fact : index.named(name)) {
            const std::string address = fact->endpoint ? fact->endpoint->address : "";
            const auto [covered, first] = probe_of_address.emplace(address, probe_of(name));
            if (first || covered->second == probe_of(name)) places.insert(fact->endpoint);
        }
    }
    if (places.empty()) places.insert(std::nullopt);
    return {places.begin(), places.end()};
}

// What of a rule is the same for every subject.
struct Prepared {
    const Rule* rule = nullptr;
    std::vector<std::string> instances;       // sorted; one empty where there is none
    std::vector<std::string> endpoint_facts;  // of a rule that is judged at endpoints
    std::vector<std::string> required;        // facts that it requires, sorted
    std::vector<std::string> required_text;   // in words, for each instance
    std::vector<std::string> condition_text;
};

Prepared prepare(const Rule& rule, const FactDeclarations& declarations) {
    Prepared out;
    out.rule = &rule;
    out.instances = rule.instances;
    // what stands for each element of a list until the list is read
    if (out.instances.empty()) out.instances.emplace_back(rule.instances_of.empty() ? "" : instance_word);
    std::sort(out.instances.begin(), out.instances.end());
    if (rule.per_endpoint) out.endpoint_facts = endpoint_facts(rule, declarations);
    const auto required = facts_of(*rule.require);
    out.required.assign(required.begin(), required.end());
    for (const std::string& instance : out.instances) {
        out.required_text.push_back(text_of(*rule.require, instance));
        if (rule.applies_when != nullptr)
            out.condition_text.push_back("condition: " + text_of(*rule.applies_when, instance));
    }
    return out;
}

// A list longer than this is not followed element by element: its server may make it as long as it likes.
constexpr std::size_t most_listed = 64;
constexpr std::size_t longest_name = 100;

// An element as the name of an instance: one that is too long for a name is cut, and told apart by its hash.
std::string instance_name(const std::string& element) {
    if (element.size() <= longest_name) return element;
    std::size_t end = longest_name - 10;
    while (end > 0 && (static_cast<unsigned char>(element[end]) & 0xC0U) == 0x80U)
        --end;
    return element.substr(0, end) + "~" + base::sha256_hex(element).substr(0, 8);
}

struct Setting {
    const Prepared& ready;
    const FactIndex& index;
    const Place& place;
    std::size_t instance;  // its number
    base::Time as_of;
};

Circumstances circumstances_of(const Setting& setting, std::optional<base::Duration> max_age) {
    return {[&setting](std::string_view name) { return setting.index.at(name, setting.place); },
            setting.ready.instances[setting.instance], setting.as_of, max_age};
}

// Whether the subject has nothing that the rule requires: every fact comes from a probe with nothing to look at.
const Fact* nothing_to_look_at(const Setting& setting) {
    const Fact* first = nullptr;
    for (const std::string& name : setting.ready.required) {
        const Fact* fact = setting.index.at(name, setting.place);
        if (fact == nullptr || !is_not_applicable(*fact)) return nullptr;
        if (first == nullptr) first = fact;
    }
    return first;
}

base::Value evidence_of(const Setting& setting) {
    base::Object facts;
    std::optional<base::Time> earliest;
    const auto known = [&](const std::string& name) {
        const Fact* fact = setting.index.at(name, setting.place);
        return fact != nullptr && fact->missing.empty() ? fact : nullptr;
    };
    for (const std::string& name : setting.ready.required) {
        const Fact* fact = known(name);
        if (fact == nullptr) continue;
        facts.set(name, fact->value);
        earliest = std::min(earliest.value_or(fact->observed_at), fact->observed_at);
    }
    for (const std::string& name : setting.ready.rule->evidence) {
        if (const Fact* fact = known(name); fact != nullptr && !fact->value.is_null()) facts.set(name, fact->value);
    }
    base::Object evidence;
    evidence.set("facts", std::move(facts));
    if (earliest) evidence.set("observed_at", base::to_rfc3339(*earliest));
    evidence.set("required", setting.ready.required_text[setting.instance]);
    return evidence;
}

// Whether the rule speaks of the subject there; where it does not, or nobody can say, the verdict is concluded.
bool applies(const Setting& setting, Verdict& verdict) {
    const Rule& rule = *setting.ready.rule;
    if (rule.applies_when == nullptr) return true;
    // what a rule applies to is as true as the inventory has it: its age does not count
    const Judgement judged = judge(*rule.applies_when, circumstances_of(setting, std::nullopt));
    if (judged.truth == Truth::yes) return true;
    const bool no = judged.truth == Truth::no;
    verdict.outcome = no ? Outcome::not_applicable : Outcome::unknown;
    verdict.reason = no ? setting.ready.condition_text[setting.instance] : judged.reason;
    return false;
}

void require(const Setting& setting, Verdict& verdict) {
    const Rule& rule = *setting.ready.rule;
    if (const Fact* fact = nothing_to_look_at(setting)) {
        verdict.outcome = Outcome::not_applicable;
        verdict.reason = fact->missing;
        return;
    }
    Judgement required = judge(*rule.require, circumstances_of(setting, rule.max_age));
    if (required.truth == Truth::unknown) {
        verdict.outcome = Outcome::unknown;
        verdict.reason = std::move(required.reason);
        return;
    }
    verdict.outcome = required.truth == Truth::yes ? Outcome::pass : Outcome::fail;
    verdict.evidence = evidence_of(setting);
}

Verdict blank_verdict(const Rule& rule, const model::SubjectRef& subject, const Place& place, std::string instance) {
    Verdict verdict;
    verdict.subject = subject;
    verdict.rule = rule.id;
    verdict.rule_version = rule.version;
    verdict.instance = std::move(instance);
    verdict.endpoint = place;
    verdict.severity = rule.severity;
    return verdict;
}

// A rule whose instances are the elements of a fact, at one place: a verdict for each element, and one without an
// instance where there is none, where the list itself is not known, and for what has no name or goes beyond the bound.
class ListedInstances {
  public:
    // `whole`: the rule with the word for the instance in the place of one.
    ListedInstances(const Setting& whole, const model::SubjectRef& subject, std::vector<Verdict>& verdicts)
        : whole_(whole), rule_(*whole.ready.rule), subject_(subject), verdicts_(verdicts) {}

    void judge_all() {
        Verdict about = blank_verdict(rule_, subject_, whole_.place, "");
        if (!applies(whole_, about) || !is_known(about)) {
            verdicts_.push_back(std::move(about));
            return;
        }
        const Fact& list = *whole_.index.at(rule_.instances_of, whole_.place);
        gather(list);
        // no instance can be called by an empty name, and what cannot be judged is no pass
        const bool nameless = elements_.erase("") > 0;
        if (!list.undetermined.empty() || nameless) {
            about.reason = fmt::format("undetermined: {}: {}", list.name,
                                       nameless ? "an element without a name" : list.undetermined.front().reason);
            say_of_the_rest(std::move(about));
        } else if (elements_.empty()) {
            about.outcome = Outcome::pass;
            about.evidence = with_list(evidence_of(whole_));
            say_of_the_rest(std::move(about));
        }
        judge_each();
    }

  private:
    // Judged as a requirement that asks nothing of its elements.
    bool is_known(Verdict& about) const {
        Expression anything;
        anything.verb = Verb::contains_none;
        anything.fact = rule_.instances_of;
        anything.operand = base::Array();
        const Judgement known = judge(anything, circumstances_of(whole_, rule_.max_age));
        if (known.truth == Truth::yes) return true;
        const Fact* list = whole_.index.at(rule_.instances_of, whole_.place);
        const bool nothing = list != nullptr && is_not_applicable(*list);
        about.outcome = nothing ? Outcome::not_applicable : Outcome::unknown;
        about.reason = nothing ? list->missing : known.reason;
        return false;
    }

    void gather(const Fact& list) {
        const std::vector<std::string> stated = base::strings_of(list.value);
        elements_.insert(stated.begin(), stated.end());
        for (const model::Undetermined& doubt : list.undetermined) {
            if (const std::string* element = doubt.value.if_string()) elements_.insert(*element);
        }
    }

    void judge_each() {
        Prepared ready = whole_.ready;
        ready.instances.assign(elements_.begin(), elements_.end());
        ready.required_text.clear();
        for (const std::string& element : elements_)
            ready.required_text.push_back(text_of(*rule_.require, element));
        std::set<std::string> names;
        for (std::size_t i = 0; i < ready.instances.size(); ++i) {
            const std::string name = instance_name(ready.instances[i]);
            const bool followed = i < most_listed && names.insert(name).second;
            Verdict verdict = blank_verdict(rule_, subject_, whole_.place, followed ? name : "");
            require({ready, whole_.index, whole_.place, i, whole_.as_of}, verdict);
            if (!followed) {
                say_of_the_rest(std::move(verdict));
                continue;
            }
            const bool decided = verdict.outcome == Outcome::pass || verdict.outcome == Outcome::fail;
            if (decided && elements_.size() <= most_listed) verdict.evidence = with_list(std::move(verdict.evidence));
            verdicts_.push_back(std::move(verdict));
        }
    }

    // There is one verdict without an instance at a place: the gravest.
    void say_of_the_rest(Verdict verdict) {
        if (!rest_) {
            rest_ = verdicts_.size();
            verdicts_.push_back(std::move(verdict));
        } else if (graver(verdict, verdicts_[*rest_])) {
            verdicts_[*rest_] = std::move(verdict);
        }
    }

    static bool graver(const Verdict& a, const Verdict& b) {
        const std::array both = {&a, &b};
        return a.outcome != b.outcome && model::combined({both.begin(), both.end()}) == a.outcome;
    }

    // Says that all there is was listed: what is in no such list any more is gone.
    base::Value with_list(base::Value evidence) const {
        base::Object out = *evidence.if_object();
        out.set("instances_of", rule_.instances_of);
        return out;
    }

    const Setting& whole_;
    const Rule& rule_;
    const model::SubjectRef& subject_;
    std::vector<Verdict>& verdicts_;
    std::set<std::string> elements_;
    std::optional<std::size_t> rest_;  // where among the verdicts that one stands
};

void judge_rule(const Prepared& ready, const model::SubjectRef& subject, const FactIndex& index, base::Time as_of,
                std::vector<Verdict>& verdicts) {
    const Rule& rule = *ready.rule;
    for (const Place& place : places_of(rule, ready.endpoint_facts, index)) {
        if (!rule.instances_of.empty()) {
            const Setting whole{ready, index, place, 0, as_of};
            ListedInstances(whole, subject, verdicts).judge_all();
            continue;
        }
        for (std::size_t instance = 0; instance < ready.instances.size(); ++instance) {
            Verdict verdict = blank_verdict(rule, subject, place, ready.instances[instance]);
            const Setting setting{ready, index, place, instance, as_of};
            if (applies(setting, verdict)) require(setting, verdict);
            verdicts.push_back(std::move(verdict));
        }
    }
}

}  // namespace

struct Evaluator::Ready : Prepared {};

Evaluator::Evaluator(const RuleSet& rules, const Wanted& wanted) {
    for (const Rule& rule : rules.rules) {
        if (wanted && !wanted(rule)) continue;
        by_kind_[static_cast<std::size_t>(rule.subject)].push_back({prepare(rule, rules.facts)});
    }
}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

bool Evaluator::asks(model::SubjectKind kind) const {
    return !by_kind_[static_cast<std::size_t>(kind)].empty();
}

std::vector<Verdict> Evaluator::operator()(const model::SubjectRef& subject, std::span<const Fact> facts,
                                           base::Time as_of) const {
    const FactIndex index(facts);
    std::vector<Verdict> verdicts;
    for (const Ready& ready : by_kind_[static_cast<std::size_t>(subject.kind)])
        judge_rule(ready, subject, index, as_of, verdicts);
    return verdicts;
}

std::vector<Verdict> evaluate(const RuleSet& rules, const model::SubjectRef& subject, std::span<const Fact> facts,
                              base::Time as_of) {
    return Evaluator(rules, [&](const Rule& rule) { return rule.subject == subject.kind; })(subject, facts, as_of);
}

Explanation explain(const Rule& rule, const RuleSet& rules, const model::SubjectRef& subject,
                    std::span<const Fact> facts, base::Time as_of) {
    Explanation explanation;
    judge_rule(prepare(rule, rules.facts), subject, FactIndex(facts), as_of, explanation.verdicts);
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(explanation.facts), [&](const Fact& fact) {
        return std::binary_search(rule.facts.begin(), rule.facts.end(), fact.name) ||
               std::find(rule.evidence.begin(), rule.evidence.end(), fact.name) != rule.evidence.end();
    });
    if (rule.applies_when != nullptr) explanation.condition = text_of(*rule.applies_when);
    explanation.requirement = text_of(*rule.require);
    return explanation;
}

}  // namespace attt::rules
