#include "rules/level.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "base/text.h"
#include "tests/unit/rules/shipped_levels.h"

namespace attt::rules {
namespace {

std::string trimmed(std::string_view text) {
    return std::string(base::trim(text));
}

Answers answers_in(const std::string& text) {
    Answers out;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        const std::string question = "level." + word.substr(0, equals);
        std::string value = word.substr(equals + 1);
        std::replace(value.begin(), value.end(), '+', ';');
        auto answer = parse_answer(shipped_levels(), question, value);
        EXPECT_TRUE(answer) << word;
        if (answer) out.emplace(question, *answer);
    }
    return out;
}

struct Example {
    std::string regime, name;
    Answers answers;
    std::optional<int> level;
    std::vector<std::string> criteria;  // without the decree
};

std::vector<Example> examples() {
    std::vector<Example> out;
    std::ifstream file(ATTT_SOURCE_DIR "/tests/data/levels/cases.txt");
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto cells = base::split(line, '|');
        EXPECT_EQ(cells.size(), 5U) << line;
        Example example{trimmed(cells[0]), trimmed(cells[1]), answers_in(cells[2]), {}, {}};
        if (trimmed(cells[3]) != "-") example.level = std::stoi(cells[3]);
        std::istringstream ids(cells[4]);
        for (std::string id; ids >> id;)
            example.criteria.push_back(id);
        out.push_back(std::move(example));
    }
    return out;
}

const Regime& regime(std::string_view id) {
    const Regime* found = shipped_levels().regime(id);
    EXPECT_NE(found, nullptr);
    return *found;
}

std::vector<std::string> criteria_at_the_level(const Proposal& proposal) {
    std::vector<std::string> out;
    for (const Criterion* criterion : proposal.fired) {
        if (criterion->level == proposal.level)
            out.push_back(criterion->clause.substr(criterion->clause.find('.') + 1));
    }
    return out;
}

TEST(Levels, EachWorkedExampleGivesItsLevelAndNamesItsCriteria) {
    const auto all = examples();
    ASSERT_GE(all.size(), 55U);
    for (const Example& example : all) {
        const Proposal proposal = propose(regime(example.regime), example.answers);
        EXPECT_EQ(proposal.level, example.level) << example.regime << ": " << example.name;
        const auto expected = example.level ? example.criteria : std::vector<std::string>();
        EXPECT_EQ(criteria_at_the_level(proposal), expected) << example.name;
    }
}

TEST(Levels, EveryCriterionOfBothDecreesHasAWorkedExample) {
    std::set<std::string> shown;
    for (const Example& example : examples()) {
        for (const std::string& id : example.criteria)
            shown.insert(example.regime + "." + id);
    }
    for (const Regime& each : shipped_levels().regimes) {
        for (const Criterion& criterion : each.criteria)
            EXPECT_TRUE(shown.contains(each.id + "." + criterion.clause.substr(criterion.clause.find('.') + 1)))
                << criterion.clause;
    }
}

// --- properties over random answers, against a reading of the decrees that shares nothing with the rule files ---

struct Random {
    std::mt19937 engine{20260819};
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); }
    bool flip() { return below(2) == 1; }
    std::string one_of(const std::vector<std::string>& words) {
        return words[static_cast<std::size_t>(below(static_cast<int>(words.size())))];
    }
};

// Every question answered.
Answers full_answers(Random& random) {
    Answers out;
    out["level.system_type"] =
        random.one_of({"internal", "public_service", "infrastructure", "industrial_control", "other"});
    std::vector<std::string> information;
    for (const char* each : {"public", "private", "personal", "state_secret"}) {
        if (random.below(3) == 0) information.emplace_back(each);
    }
    if (information.empty()) information.emplace_back("public");
    out["level.information"] = base::Value(information);
    out["level.public_service_degree"] = random.below(5);
    out["level.settles_procedures"] = random.flip();
    out["level.online_business"] = random.one_of({"none", "unconditional", "conditional"});
    out["level.other_online_service"] = random.flip();
    for (const char* each : {"level.users", "level.basic_subjects", "level.sensitive_subjects"})
        out[each] = std::vector<int>{0, 9'999, 10'000, 99'999, 100'000}[static_cast<std::size_t>(random.below(5))];
    out["level.infrastructure_scope"] =
        random.one_of({"none", "none", "one_body", "sector_or_province", "nationwide", "international"});
    out["level.national_e_government"] = random.below(6) == 0;
    out["level.never_stops"] = random.flip();
    out["level.industrial_grade"] = random.one_of(
        {"none", "none", "none", "grade_4", "grade_3", "grade_2", "grade_1", "special", "national_security"});
    out["level.serves_defence"] = random.below(6) == 0;
    out["level.sabotage_harm"] = random.one_of({"none", "none", "harm", "serious", "especially_serious"});
    out["level.national_data"] = random.below(12) == 0;
    out["level.assigned_level"] = random.below(12) == 0 ? 5 : 0;
    out["level.risk_level"] = 0;
    return out;
}

bool holds(const Answers& answers, const char* what) {
    const auto words = base::strings_of(answers.at("level.information"));
    return std::find(words.begin(), words.end(), what) != words.end();
}

// The level by hand: from the top down, the first article that applies.
int level_by_hand(const Answers& a, bool decree_of_2026) {
    const auto word = [&](const char* q) { return a.at(std::string("level.") + q).string_or(""); };
    const auto number = [&](const char* q) { return a.at(std::string("level.") + q).integer_or(0); };
    const auto yes = [&](const char* q) { return a.at(std::string("level.") + q).bool_or(false); };
    const bool guarded = holds(a, "state_secret") || yes("serves_defence");
    const bool personal = holds(a, "private") || holds(a, "personal");
    const std::string scope = word("infrastructure_scope"), grade = word("industrial_grade"),
                      harm = word("sabotage_harm");

    if ((guarded && harm == "especially_serious") || yes("national_data") || scope == "international" ||
        grade == "special" || grade == "national_security" || number("assigned_level") == 5)
        return 5;
    if ((guarded && harm == "serious") ||
        ((yes("national_e_government") || scope == "nationwide") && yes("never_stops")) || grade == "grade_1")
        return 4;
    const bool many = decree_of_2026 ? number("basic_subjects") >= 100'000 || number("sensitive_subjects") >= 10'000
                                     : number("users") >= 10'000;
    const bool procedures = decree_of_2026 ? yes("settles_procedures") : number("public_service_degree") >= 3;
    if ((guarded && harm == "harm") || procedures || word("online_business") == "conditional" ||
        (yes("other_online_service") && personal && many) || scope == "sector_or_province" || grade == "grade_2" ||
        grade == "grade_3" || grade == "grade_4")
        return 3;
    const bool internal = word("system_type") == "internal";
    const bool information_service = !decree_of_2026 && number("public_service_degree") > 0;
    if ((internal && personal && !holds(a, "state_secret")) || information_service ||
        word("online_business") == "unconditional" || (yes("other_online_service") && personal) || scope == "one_body")
        return 2;
    return internal && holds(a, "public") && !personal && !holds(a, "state_secret") ? 1 : 0;
}

TEST(Levels, AnyFullyAnsweredSystemGetsTheLevelThatAReadingByHandGives) {
    Random random;
    for (int i = 0; i < 20'000; ++i) {
        const Answers answers = full_answers(random);
        for (const char* id : {"2016", "2026"}) {
            const Proposal proposal = propose(regime(id), answers);
            ASSERT_EQ(proposal.level.value_or(0), level_by_hand(answers, std::string_view(id) == "2026"))
                << id << " " << i;
            ASSERT_TRUE(proposal.open.empty());
        }
    }
}

TEST(Levels, AnUnansweredQuestionNeverRaisesALevelAndNeverHidesThatItCould) {
    Random random;
    for (int i = 0; i < 3'000; ++i) {
        const Answers answers = full_answers(random);
        Answers fewer = answers;
        for (int taken = 1 + random.below(4); taken > 0; --taken) {
            const auto gone = std::next(fewer.begin(), random.below(static_cast<int>(fewer.size())));
            fewer.erase(gone);
        }
        for (const char* id : {"2016", "2026"}) {
            const auto whole = propose(regime(id), answers);
            const auto part = propose(regime(id), fewer);
            ASSERT_LE(part.level.value_or(0), whole.level.value_or(0)) << id << " " << i;
            ASSERT_TRUE(part.level == whole.level || !part.open.empty()) << id << " " << i;
        }
    }
}

TEST(Levels, AskingWhatMattersSettlesTheLevelWithoutAskingAll) {
    Random random;
    std::size_t asked = 0, all = 0;
    for (int i = 0; i < 500; ++i) {
        const Answers answers = full_answers(random);
        Answers known;
        while (const auto question = next_question(shipped_levels(), regime("2026"), known)) {
            ASSERT_TRUE(known.emplace(*question, answers.at(*question)).second) << "asked twice: " << *question;
            ++asked;
        }
        EXPECT_EQ(propose(regime("2026"), known).level, propose(regime("2026"), answers).level);
        all += answers.size();
    }
    EXPECT_LT(asked, all);
}

TEST(Levels, ASystemTakesTheHighestOfItsComponentsInAnyOrder) {
    std::vector<Component> components = {{"cổng", answers_in("public_service_degree=2")},
                                         {"cơ sở dữ liệu", answers_in("infrastructure_scope=sector_or_province")},
                                         {"bảng tin", answers_in("system_type=internal information=public")}};
    std::sort(components.begin(), components.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    do {
        const auto proposal = propose(regime("2016"), components);
        EXPECT_EQ(proposal.level, 3);
        ASSERT_EQ(proposal.deciding.size(), 1U);
        EXPECT_EQ(components[proposal.deciding.front()].name, "cơ sở dữ liệu");
        EXPECT_EQ(proposal.criteria, std::vector<std::string>{"nd-85-2016.d9-3"});
    } while (std::next_permutation(components.begin(), components.end(),
                                   [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST(Levels, TheSameSystemUnderBothRegimes) {
    const Answers answers = answers_in(
        "information=personal other_online_service=yes users=30000 basic_subjects=30000 sensitive_subjects=0");
    EXPECT_EQ(propose(regime("2016"), answers).level, 3);
    EXPECT_EQ(propose(regime("2026"), answers).level, 2);
    const base::Date before = *base::parse_date("30/06/2026"), after = *base::parse_date("01/07/2026");
    EXPECT_EQ(shipped_levels().regime_on(before).id, "2016");
    EXPECT_EQ(shipped_levels().regime_on(after).id, "2026");
    EXPECT_EQ(shipped_levels().regime_on(*base::parse_date("01/01/2000")).id, "2016");
}

TEST(Levels, TheInventoryAnswersForALocalNetworkAndForNothingElse) {
    model::InformationSystem lan;
    lan.id = "lan";
    lan.kind = "lan";
    const Answers answers = answers_of(shipped_levels(), shipped_rules(), lan);
    EXPECT_EQ(answers.at("level.infrastructure_scope").string_or(""), "one_body");
    lan.kind = "shared";
    EXPECT_TRUE(answers_of(shipped_levels(), shipped_rules(), lan).empty());
}

TEST(Levels, AnswersAreReadAsPeopleWriteThem) {
    const LevelRules& levels = shipped_levels();
    EXPECT_EQ(*parse_answer(levels, "level.users", "10.000"), base::Value(10'000));
    EXPECT_EQ(*parse_answer(levels, "level.never_stops", "Có"), base::Value(true));
    EXPECT_EQ(*parse_answer(levels, "level.never_stops", "không"), base::Value(false));
    EXPECT_EQ(*parse_answer(levels, "level.infrastructure_scope", "Một cơ quan, tổ chức"), base::Value("one_body"));
    EXPECT_EQ(*parse_answer(levels, "level.information", "thông tin riêng; personal"),
              base::Value(std::vector<std::string>{"private", "personal"}));
    for (const auto& [question, text] :
         std::vector<std::pair<const char*, const char*>>{{"level.users", "-1"},
                                                          {"level.users", "nhiều"},
                                                          {"level.users", ""},
                                                          {"level.users", "99999999999999999999"},
                                                          {"level.never_stops", "có lẽ"},
                                                          {"level.information", ""},
                                                          {"level.information", "mật"},
                                                          {"level.infrastructure_scope", "xã"}}) {
        const auto answer = parse_answer(levels, question, text);
        ASSERT_FALSE(answer) << question << "=" << text;
        EXPECT_EQ(answer.error().message, "level.bad_answer");
    }
    const auto unknown = parse_answer(levels, "level.user", "1");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "level.unknown_question");
}

TEST(Levels, AuthoritiesAndLimitsFollowTheRegime) {
    for (const char* id : {"2016", "2026"}) {
        for (int level = 1; level <= 5; ++level)
            ASSERT_NE(regime(id).authority(level), nullptr);
        EXPECT_EQ(regime(id).authority(2)->approver, Role::specialised_unit);
        EXPECT_EQ(regime(id).authority(3)->approver, Role::owner);
        EXPECT_EQ(regime(id).authority(4)->appraiser, Role::ministry);
        EXPECT_EQ(regime(id).limit("appraisal", 2), nullptr);
        EXPECT_EQ(regime(id).parts_of(3).size(), 5U);
        EXPECT_EQ(regime(id).parts_of(4).size(), 6U);
    }
    EXPECT_EQ(regime("2016").limit("appraisal", 3)->unit, DayUnit::calendar);
    EXPECT_EQ(regime("2016").limit("appraisal", 5)->days, 30);
    EXPECT_EQ(regime("2026").limit("appraisal", 3)->unit, DayUnit::working);
    EXPECT_EQ(regime("2026").limit("appraisal", 4)->days, 25);
    EXPECT_EQ(regime("2016").cycle(3)->months, 12);
    EXPECT_EQ(regime("2016").cycle(5)->months, 6);
    EXPECT_EQ(regime("2016").cycle(2), nullptr);
    EXPECT_EQ(regime("2026").cycle(3), nullptr);
}

}  // namespace
}  // namespace attt::rules
