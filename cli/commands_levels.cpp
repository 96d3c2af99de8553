// level propose, import, questions
#include <unistd.h>

#include <iostream>

#include "app/levels.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using app::SystemLevel;

std::string level_words(std::optional<int> level, const base::Catalogue& texts) {
    return level ? texts.text("level.level", {{"level", std::to_string(*level)}}) : texts.text("level.none");
}

std::string choices_in_words(const rules::FactDeclaration& question, const base::Catalogue& texts) {
    std::string out;
    for (const auto& [id, text] : question.words)
        out += (out.empty() ? "" : "; ") + text.in(texts.language());
    if (!out.empty()) return out;
    if (question.type == rules::FactType::boolean) return texts.text("word.yes") + "; " + texts.text("word.no");
    return "0, 1, 2, …";
}

std::vector<std::string> ids_of(const rules::FactDeclaration& question) {
    std::vector<std::string> out;
    for (const auto& [id, text] : question.words)
        out.push_back(id);
    return out;
}

void print_answers(const SystemLevel& level, std::size_t component, const LevelSession& opened,
                   const base::Catalogue& texts) {
    for (const std::string& name : opened.data.levels.order) {
        const auto answer = level.components[component].answers.find(name);
        if (answer == level.components[component].answers.end()) continue;
        const auto& question = opened.data.levels.questions.at(name);
        print_line("  " + texts.text("level.answer", {{"question", question.short_text().in(texts.language())},
                                                      {"value", app::answer_in_words(question, answer->second, texts)},
                                                      {"source", level.from_inventory[component].contains(name)
                                                                     ? texts.text("level.from_inventory")
                                                                     : std::string()}}));
    }
}

void print_open(const rules::Proposal& proposal, const LevelSession& opened, const base::Catalogue& texts) {
    if (proposal.open.empty()) return;
    print_line(texts.text("level.uncertain"));
    std::set<std::string> told;
    for (const rules::OpenCriterion& open : proposal.open) {
        if (!told.insert(open.question).second) continue;
        const auto question = opened.data.levels.questions.find(open.question);
        if (question == opened.data.levels.questions.end()) continue;
        print_line("  " + texts.text("level.open", {{"question", question->second.text.in(texts.language())},
                                                    {"name", open.question.substr(open.question.find('.') + 1)},
                                                    {"level", std::to_string(open.criterion->level)}}));
    }
}

void print_system(const SystemLevel& level, const LevelSession& opened, base::Date as_of,
                  const base::Catalogue& texts) {
    const rules::Regime& regime = *opened.data.levels.regime(level.regime);
    print_line(base::printable(texts.text("level.title", {{"id", level.system.id}, {"name", level.system.name}})));
    print_line(coloured(Colour::bold, texts.text("level.by", {{"regime", regime.title.in(texts.language())},
                                                              {"level", level_words(level.proposal.level, texts)}})));
    const auto decree = opened.rules.law.instruments.find(regime.decree);
    if (decree != opened.rules.law.instruments.end() && decree->second.effective_from &&
        as_of >= regime.effective_from && as_of < *decree->second.effective_from)
        print_line(texts.text("level.decree_not_yet"));
    for (const std::string& clause : level.proposal.criteria)
        print_line(
            texts.text("level.fired", {{"clause", app::clause_in_words(opened.rules.law, clause, as_of, texts)}}));
    for (std::size_t i = 0; i < level.components.size(); ++i) {
        const rules::Proposal& proposal = level.proposal.components[i];
        if (level.components.size() > 1 || !level.components[i].name.empty())
            print_line(base::printable(texts.text("level.component", {{"name", level.components[i].name},
                                                                      {"level", level_words(proposal.level, texts)}})));
        print_answers(level, i, opened, texts);
        print_open(proposal, opened, texts);
    }
    if (level.components.size() > 1) {
        print_line(texts.text(
            "level.highest",
            {{"clause", app::clause_in_words(opened.rules.law, regime.highest_of_components, as_of, texts)}}));
    }
    if (level.proposal.certain) print_line(texts.text("level.certain"));
    if (level.declared_too_low()) {
        print_line(
            coloured(Colour::yellow, texts.text("level.too_low", {{"declared", std::to_string(*level.system.level)},
                                                                  {"level", std::to_string(*level.proposal.level)}})));
    }
}

void print_table(const std::vector<SystemLevel>& systems, base::Date as_of, const LevelSession& opened,
                 const base::Catalogue& texts) {
    TextTable table({texts.text("level.table_system"), texts.text("level.table_level"),
                     texts.text("level.table_criteria"), texts.text("level.table_declared"),
                     texts.text("level.table_certain")});
    for (const SystemLevel& level : systems) {
        std::string criteria;
        for (const std::string& clause : level.proposal.criteria)
            criteria += (criteria.empty() ? "" : "; ") + app::clause_in_words(opened.rules.law, clause, as_of, texts);
        table.add({level.system.id, level.proposal.level ? std::to_string(*level.proposal.level) : "–", criteria,
                   level.system.level ? std::to_string(*level.system.level) : "–",
                   texts.text(level.proposal.certain ? "word.yes" : "word.no")});
        if (level.declared_too_low()) table.colour_last(3, Colour::yellow);
    }
    print(table.text());
}

// Asks on the terminal until the level is settled or the answers end. An empty line leaves a question open.
base::Result<std::vector<model::LevelAnswer>> ask(const SystemLevel& start, const LevelSession& opened,
                                                  const base::Catalogue& texts) {
    std::vector<model::LevelAnswer> out;
    const rules::Regime& regime = *opened.data.levels.regime(start.regime);
    rules::Answers answers = start.components.front().answers;
    std::set<std::string> skipped;
    print_error(texts.text("level.ask_help"));
    while (const auto name = rules::next_question(opened.data.levels, regime, answers, skipped)) {
        const auto& question = opened.data.levels.questions.at(*name);
        print_error(question.text.in(texts.language()));
        print_error(texts.text("level.choices", {{"choices", choices_in_words(question, texts)}}));
        std::string line;
        if (!std::getline(std::cin, line)) break;
        if (base::trim(line).empty()) {
            skipped.insert(*name);
            continue;
        }
        auto value = rules::parse_answer(opened.data.levels, *name, line);
        if (!value) {
            print_error(texts.sentence(value.error()));
            continue;
        }
        answers.insert_or_assign(*name, *value);
        out.push_back({start.system.id, start.components.front().name, *name, *value, {}, {}});
    }
    return out;
}

}  // namespace

int run_level_propose(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of();
    if (!as_of) return session.refuse(as_of.error());
    const Arguments& arguments = session.arguments;
    app::LevelQuery query{arguments.id, arguments.levels.regime, *as_of, {}};
    for (const std::string& text : arguments.levels.answers) {
        auto answer = app::parse_answer_option(opened.data.levels, arguments.id, text);
        if (!answer) return session.refuse(answer.error());
        query.further.push_back(std::move(*answer));
    }
    auto systems = app::propose_levels(*opened.store, opened.rules, opened.data, query);
    if (!systems) return session.refuse(systems.error());
    const bool at_terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
    const bool asks = arguments.levels.ask ||
                      (at_terminal && arguments.levels.answers.empty() && !arguments.json && arguments.out.empty());
    if (asks && !arguments.id.empty() && systems->size() == 1) {
        auto answers = ask(systems->front(), opened, session.texts);
        if (!answers) return session.refuse(answers.error());
        query.further.insert(query.further.end(), answers->begin(), answers->end());
        systems = app::propose_levels(*opened.store, opened.rules, opened.data, query);
        if (!systems) return session.refuse(systems.error());
    }
    if (arguments.levels.save && !query.further.empty()) {
        if (auto saved = opened.store->record_level_answers(query.further, base::now()); !saved)
            return session.refuse(saved.error());
        print_error(session.texts.text("level.saved", {{"count", std::to_string(query.further.size())}}));
    }
    if (!arguments.out.empty()) {
        const auto sheet = app::level_sheet(*systems, opened.data, session.texts, opened.rules.law);
        if (auto written = app::write_sheets(arguments.out, {sheet}); !written) return session.refuse(written.error());
        print_error(session.texts.text("level.written", {{"path", arguments.out}}));
    } else if (arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*systems)));
    } else if (arguments.id.empty()) {
        print_table(*systems, *as_of, opened, session.texts);
    } else {
        for (const SystemLevel& level : *systems)
            print_system(level, opened, *as_of, session.texts);
    }
    return ExitCode::done;
}

int run_level_import(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    auto inventory = opened.store->inventory(base::now());
    if (!inventory) return session.refuse(inventory.error());
    auto read = app::read_level_sheet(session.arguments.out, opened.data, *inventory);
    if (!read) return session.refuse(read.error());
    session.say(read->defects);
    const bool refused = session.arguments.strict && !read->defects.empty();
    if (!refused && !read->answers.empty()) {
        if (auto saved = opened.store->record_level_answers(read->answers, base::now()); !saved)
            return session.refuse(saved.error());
    }
    print_line(session.texts.text("level.imported", {{"rows", std::to_string(read->rows)},
                                                     {"count", std::to_string(refused ? 0 : read->answers.size())}}));
    return read->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_level_questions(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    base::Array rows;
    for (const std::string& name : opened.data.levels.order) {
        const auto& question = opened.data.levels.questions.at(name);
        if (session.arguments.json) {
            rows.emplace_back(base::Object{{"question", name},
                                           {"text", question.text.in(session.texts.language())},
                                           {"choices", ids_of(question)}});
            continue;
        }
        print_line(name.substr(name.find('.') + 1) + ": " + question.text.in(session.texts.language()));
        print_line(session.texts.text("level.choices", {{"choices", choices_in_words(question, session.texts)}}));
    }
    if (session.arguments.json)
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.level_questions/1"}, {"questions", rows}}));
    return ExitCode::done;
}

}  // namespace attt::cli
