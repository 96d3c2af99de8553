#include "rules/level.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "rules/evaluate.h"

namespace attt::rules {
namespace {

bool covers(const std::vector<int>& levels, int level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
}

template <class Rows>
auto of_level(const Rows& rows, int level) -> decltype(&*rows.begin()) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return covers(row.levels, level); });
    return found == rows.end() ? nullptr : &*found;
}

// The answers as facts that a condition can read.
class AnswerFacts {
  public:
    explicit AnswerFacts(const Answers& answers) {
        for (const auto& [name, value] : answers) {
            model::Fact fact;
            fact.name = name;
            fact.value = value;
            facts_.emplace(name, std::move(fact));
        }
    }
    Circumstances circumstances() const {
        return {[this](std::string_view name) -> const model::Fact* {
                    const auto found = facts_.find(name);
                    return found == facts_.end() ? nullptr : &found->second;
                },
                {},
                {},
                {}};
    }

  private:
    std::map<std::string, model::Fact, std::less<>> facts_;
};

// "no_data: level.users" -> "level.users"
std::string question_in(const std::string& reason) {
    const auto colon = reason.find(": ");
    return colon == std::string::npos ? std::string() : reason.substr(colon + 2);
}

bool raises(const Criterion& criterion, const Proposal& proposal) {
    return !proposal.level || criterion.level > *proposal.level;
}

std::optional<bool> yes_or_no(const std::string& folded) {
    static const std::set<std::string, std::less<>> yes = {"co", "yes", "true", "1", "x", "dung"};
    static const std::set<std::string, std::less<>> no = {"khong", "no", "false", "0"};
    if (yes.contains(folded)) return true;
    if (no.contains(folded)) return false;
    return std::nullopt;
}

// The id of the closed list's value that these words name.
std::optional<std::string> choice(const FactDeclaration& question, std::string_view word) {
    const std::string folded = base::fold(word);
    for (const auto& [id, text] : question.words) {
        if (folded == base::fold(id) || folded == base::fold(text.vi) || folded == base::fold(text.en)) return id;
    }
    return std::nullopt;
}

std::string expected_of(const FactDeclaration& question) {
    std::string out;
    for (const auto& [id, text] : question.words)
        out += (out.empty() ? "" : "; ") + id + " (" + text.vi + ")";
    if (!out.empty()) return out;
    return question.type == FactType::boolean ? "có, không" : "0, 1, 2, …";
}

tl::unexpected<base::Error> bad_answer(const FactDeclaration& question, std::string_view text) {
    return base::fail(base::ErrorCode::bad_input, "level.bad_answer",
                      {{"question", question.name}, {"value", std::string(text)}, {"expected", expected_of(question)}});
}

base::Result<base::Value> parse_choices(const FactDeclaration& question, std::string_view text) {
    std::vector<std::string> chosen;
    for (const std::string& word : base::split(text, ';')) {
        if (base::trim(word).empty()) continue;
        const auto id = choice(question, base::trim(word));
        if (!id) return bad_answer(question, text);
        if (std::find(chosen.begin(), chosen.end(), *id) == chosen.end()) chosen.push_back(*id);
    }
    if (chosen.empty()) return bad_answer(question, text);
    return base::Value(chosen);
}

base::Result<base::Value> parse_count(const FactDeclaration& question, std::string_view text) {
    std::string digits;
    for (const char c : base::trim(text)) {
        if (c != '.' && c != ' ') digits += c;  // "10.000"
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || number < 0)
        return bad_answer(question, text);
    return base::Value(number);
}

}  // namespace

Role role_of(std::string_view name) {
    const auto found = std::find(role_names.begin(), role_names.end(), name);
    return found == role_names.end() ? Role::unknown : static_cast<Role>(found - role_names.begin());
}

const Authority* Regime::authority(int level) const {
    return of_level(authorities, level);
}

const TimeLimit* Regime::limit(std::string_view step, int level) const {
    const auto found = std::find_if(limits.begin(), limits.end(), [&](const TimeLimit& limit) {
        return limit.step == step && covers(limit.levels, level);
    });
    return found == limits.end() ? nullptr : &*found;
}

const Cycle* Regime::cycle(int level) const {
    return of_level(cycles, level);
}

std::vector<const Part*> Regime::parts_of(std::optional<int> level) const {
    std::vector<const Part*> out;
    for (const Part& part : parts) {
        if (part.levels.empty() || (level && covers(part.levels, *level))) out.push_back(&part);
    }
    return out;
}

const Regime* LevelRules::regime(std::string_view id) const {
    const auto found = std::find_if(regimes.begin(), regimes.end(), [&](const Regime& r) { return r.id == id; });
    return found == regimes.end() ? nullptr : &*found;
}

const Regime& LevelRules::regime_on(base::Date date) const {
    const Regime* out = &regimes.front();
    for (const Regime& regime : regimes) {
        if (regime.effective_from <= date) out = &regime;
    }
    return *out;
}

Answers answers_of(const LevelRules& levels, const RuleSet& rules, const model::InformationSystem& system) {
    const std::vector<model::Observation> observations = {model::inventory_observation(system, base::Time())};
    const auto facts = derive(observations, rules.facts);
    const Circumstances circumstances{
        [&](std::string_view name) -> const model::Fact* {
            const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& f) { return f.name == name; });
            return found == facts.end() ? nullptr : &*found;
        },
        {},
        {},
        {}};
    Answers out;
    for (const InventoryAnswer& each : levels.inventory) {
        if (judge(*each.when, circumstances).truth != Truth::yes) continue;
        for (const auto& [question, answer] : each.answers)
            out.insert_or_assign(question, answer);
    }
    return out;
}

Proposal propose(const Regime& regime, const Answers& answers) {
    const AnswerFacts facts(answers);
    Proposal out;
    std::vector<OpenCriterion> open;
    for (const Criterion& criterion : regime.criteria) {
        const Judgement judgement = judge(*criterion.when, facts.circumstances());
        if (judgement.truth == Truth::unknown) open.push_back({&criterion, question_in(judgement.reason)});
        if (judgement.truth != Truth::yes) continue;
        out.fired.push_back(&criterion);
        out.level = std::max(out.level.value_or(0), criterion.level);
    }
    std::stable_sort(out.fired.begin(), out.fired.end(),
                     [](const Criterion* a, const Criterion* b) { return a->level > b->level; });
    for (OpenCriterion& each : open) {
        if (raises(*each.criterion, out)) out.open.push_back(std::move(each));
    }
    return out;
}

std::optional<std::string> next_question(const LevelRules& levels, const Regime& regime, const Answers& answers,
                                         const std::set<std::string>& skipped) {
    const Proposal proposal = propose(regime, answers);
    for (const std::string& question : levels.order) {
        for (const OpenCriterion& open : proposal.open) {
            if (open.question == question && !skipped.contains(question)) return question;
        }
    }
    return std::nullopt;
}

base::Result<base::Value> parse_answer(const LevelRules& levels, std::string_view question, std::string_view text) {
    const auto found = levels.questions.find(question);
    if (found == levels.questions.end()) {
        return base::fail(
            base::ErrorCode::bad_input, "level.unknown_question",
            {{"question", std::string(question)}, {"nearest", base::nearest(question, levels.order).value_or("")}});
    }
    const FactDeclaration& declaration = found->second;
    switch (declaration.type) {
        case FactType::boolean: {
            const auto answer = yes_or_no(base::fold(text));
            if (!answer) return bad_answer(declaration, text);
            return base::Value(*answer);
        }
        case FactType::integer: return parse_count(declaration, text);
        case FactType::strings: return parse_choices(declaration, text);
        default: {
            const auto id = choice(declaration, base::trim(text));
            if (!id) return bad_answer(declaration, text);
            return base::Value(*id);
        }
    }
}

SystemProposal propose(const Regime& regime, std::span<const Component> components) {
    SystemProposal out;
    out.certain = !components.empty();
    for (const Component& component : components) {
        out.components.push_back(propose(regime, component.answers));
        const Proposal& proposal = out.components.back();
        if (proposal.level) out.level = std::max(out.level.value_or(0), *proposal.level);
    }
    for (std::size_t i = 0; i < out.components.size(); ++i) {
        const Proposal& proposal = out.components[i];
        const bool could_raise =
            std::any_of(proposal.open.begin(), proposal.open.end(),
                        [&](const OpenCriterion& open) { return !out.level || open.criterion->level > *out.level; });
        if (could_raise || !proposal.level) out.certain = false;
        if (!out.level || proposal.level != out.level) continue;
        out.deciding.push_back(i);
        for (const Criterion* criterion : proposal.fired) {
            const bool known =
                std::find(out.criteria.begin(), out.criteria.end(), criterion->clause) != out.criteria.end();
            if (criterion->level == *out.level && !known) out.criteria.push_back(criterion->clause);
        }
    }
    return out;
}

}  // namespace attt::rules
