// tls profile, tls clients: what is known of a server's TLS against guidelines and against a list of clients
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/tls.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using rules::Conformity;
using rules::Connects;

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

// The first few: a cell is for reading, --format json has them all.
std::string first_of(const std::vector<std::string>& parts) {
    constexpr std::size_t most = 3;
    if (parts.size() <= most) return joined(parts);
    return joined({parts.begin(), parts.begin() + most}) + ", …";
}

std::string day_of(const std::string& iso) {
    const auto date = base::parse_date(iso);
    return date ? base::show_date(*date) : iso;
}

// What both commands read: the workspace, where there is one or one is needed, and the looks.
struct Seen {
    std::optional<app::Workspace> workspace;
    std::vector<app::TlsSight> sights;
    int code = ExitCode::done;
    bool ok = false;

    const app::Workspace* rules_from() const { return workspace ? &*workspace : nullptr; }
};

Seen look(const Session& session) {
    const Arguments& arguments = session.arguments;
    Seen out;
    const auto take = [&](base::Result<std::vector<app::TlsSight>> sights) {
        if (!sights) {
            out.code = session.refuse(sights.error());
        } else {
            out.sights = std::move(*sights);
            out.ok = true;
        }
    };
    if (!arguments.tls.file.empty()) {
        std::vector<base::Error> defects;
        auto workspace = app::open_workspace(arguments.workspace, defects);
        if (workspace) {
            out.workspace = std::move(*workspace);
        } else if (!arguments.workspace.empty() || workspace.error().code != base::ErrorCode::not_found) {
            out.code = session.refuse(workspace.error(), defects);
            return out;
        }
        take(app::tls_sights_of(arguments.tls.file, arguments.tls.host));
        return out;
    }
    Opened opened = open_without_rules(session);
    if (!opened) {
        out.code = opened.code;
        return out;
    }
    take(app::tls_sights(*opened.store, arguments.tls.host, arguments.run, base::now()));
    out.workspace = std::move(opened.workspace);
    return out;
}

void print_heading(const app::TlsSight& sight, const base::Catalogue& texts) {
    print_line(coloured(Colour::bold, base::printable(sight.url) + "  " + model::to_string(sight.endpoint) + "  " +
                                          base::show_time(sight.observed_at)));
    if (sight.status == model::Status::ok) return;
    std::string why = texts.text("status." + std::string(name_of(sight.status)));
    if (!sight.reason.empty()) why += " (" + base::printable(sight.reason) + ")";
    print_line("  " + texts.text("tls.not_seen", {{"why", why}}));
}

// Nothing was seen anywhere: said once. Whether any look has facts.
bool any_facts(const std::vector<app::TlsSight>& sights) {
    return std::any_of(sights.begin(), sights.end(),
                       [](const app::TlsSight& sight) { return sight.status == model::Status::ok; });
}

std::string why_in_words(const rules::TlsReason& reason, const base::Catalogue& texts) {
    return texts.text_or("tls_why." + reason.why, base::printable(reason.why));
}

// One line a requirement: what was found of it, or why it could not be said.
void print_reasons(const std::vector<rules::TlsReason>& reasons, const base::Catalogue& texts) {
    for (std::size_t i = 0; i < reasons.size();) {
        const rules::TlsReason& first = reasons[i];
        std::vector<std::string> found;
        for (; i < reasons.size() && reasons[i].requirement == first.requirement && reasons[i].open == first.open &&
               reasons[i].why == first.why;
             ++i)
            if (!reasons[i].found.empty()) found.push_back(base::printable(reasons[i].found));
        std::string line = "    - " + texts.text("tls_requirement." + first.requirement);
        if (!found.empty()) line += ": " + joined(found);
        if (!first.wanted.empty()) line += " " + texts.text("tls.wanted", {{"value", base::printable(first.wanted)}});
        if (first.open) line += " — " + texts.text("tls.open", {{"why", why_in_words(first, texts)}});
        print_line(line);
    }
}

// The level to speak of: the next better than what is met, else the last.
const rules::TlsLevelAnswer& next_level(const rules::TlsProfileAnswer& answer) {
    for (std::size_t i = 1; i < answer.levels.size(); ++i)
        if (answer.levels[i].level == answer.level) return answer.levels[i - 1];
    return answer.levels.back();
}

Colour colour_of(Conformity answer) {
    switch (answer) {
        case Conformity::conforms: return Colour::green;
        case Conformity::deviates: return Colour::red;
        case Conformity::unsaid: break;
    }
    return Colour::yellow;
}

void print_answer(const rules::TlsProfileAnswer& answer, const base::Catalogue& texts) {
    const base::Language language = texts.language();
    std::string said = texts.text("tls_conformity." + std::string(rules::name_of(answer.answer)));
    if (answer.level != nullptr && answer.levels.size() > 1)
        said = texts.text(answer.better_possible ? "tls.level_at_least" : "tls.level",
                          {{"level", answer.level->title.in(language)}});
    if (answer.answer == Conformity::deviates && answer.levels.size() > 1) said = texts.text("tls.below_all");
    print_line("  " + answer.profile->title.in(language) + " (" + answer.profile->version +
               "): " + coloured(colour_of(answer.answer), said));
    const rules::TlsLevelAnswer& next = next_level(answer);
    if (next.answer != Conformity::conforms && answer.level != nullptr)
        print_line("    " + texts.text("tls.for_level", {{"level", next.level->title.in(language)}}));
    print_reasons(next.reasons, texts);
    if (!next.advice.empty()) print_line("    " + texts.text("tls.advice"));
    print_reasons(next.advice, texts);
}

Colour colour_of(Connects connects) {
    switch (connects) {
        case Connects::yes: return Colour::green;
        case Connects::no: return Colour::red;
        case Connects::unknown: break;
    }
    return Colour::yellow;
}

std::string connects_in_words(Connects connects, const base::Catalogue& texts) {
    return texts.text("tls_connects." + std::string(rules::name_of(connects)));
}

std::string reason_in_words(const rules::TlsSimulation& simulation, const base::Catalogue& texts) {
    if (simulation.reason.empty()) return "";
    return texts.text("tls_connects_reason." + simulation.reason, {{"detail", base::printable(simulation.detail)}});
}

std::string client_name(const rules::TlsClient& client, const base::Catalogue& texts) {
    return client.confidence == "unconfirmed" ? client.name + " " + texts.text("tls.unsure") : client.name;
}

struct Simulated {
    const rules::TlsClient* client;
    rules::TlsSimulation today, then;
};

bool is_cut_off(const Simulated& each) {
    return each.today.connects != Connects::no && each.then.connects == Connects::no;
}
bool may_be_cut_off(const Simulated& each) {
    return each.today.connects == Connects::yes && each.then.connects == Connects::unknown;
}

std::string count_of(const std::vector<Simulated>& all, Connects which) {
    return std::to_string(
        std::count_if(all.begin(), all.end(), [&](const Simulated& each) { return each.today.connects == which; }));
}

void print_clients(const std::vector<Simulated>& all, const base::Catalogue& texts) {
    print_line("  " + texts.text("tls.count", {{"yes", count_of(all, Connects::yes)},
                                               {"no", count_of(all, Connects::no)},
                                               {"unknown", count_of(all, Connects::unknown)},
                                               {"all", std::to_string(all.size())}}));
    TextTable table({texts.text("tls.col_client"), texts.text("tls.col_connects"), texts.text("tls.col_version"),
                     texts.text("tls.col_suite"), texts.text("tls.col_group"), texts.text("tls.col_reason")});
    for (const Simulated& each : all) {
        table.add({client_name(*each.client, texts), connects_in_words(each.today.connects, texts), each.today.version,
                   first_of(each.today.suites), first_of(each.today.groups), reason_in_words(each.today, texts)});
        table.colour_last(1, colour_of(each.today.connects));
    }
    print(table.text());
}

void print_cut(const std::vector<Simulated>& all, const std::string& without, const base::Catalogue& texts) {
    TextTable table({texts.text("tls.col_client"), texts.text("tls.col_today"), texts.text("tls.col_then"),
                     texts.text("tls.col_reason")});
    std::size_t cut = 0, maybe = 0;
    for (const Simulated& each : all) {
        if (!is_cut_off(each) && !may_be_cut_off(each)) continue;
        ++(is_cut_off(each) ? cut : maybe);
        table.add({client_name(*each.client, texts), each.today.version + " " + first_of(each.today.suites),
                   connects_in_words(each.then.connects, texts), reason_in_words(each.then, texts)});
        table.colour_last(2, colour_of(each.then.connects));
    }
    print_line("  " + texts.text("tls.cut", {{"without", without},
                                             {"cut", std::to_string(cut)},
                                             {"maybe", std::to_string(maybe)},
                                             {"yes", count_of(all, Connects::yes)}}));
    if (!table.empty()) print(table.text());
}

base::Error unknown_profile(const std::string& id, const std::vector<rules::TlsProfile>& profiles) {
    std::vector<std::string> known;
    for (const rules::TlsProfile& each : profiles)
        known.push_back(each.id);
    return {base::ErrorCode::bad_usage,
            "tls.no_profile",
            {{"value", base::printable(id, 80)}, {"known", joined(known)}},
            {}};
}

}  // namespace

int run_tls_profile(const Session& session) {
    const Seen seen = look(session);
    if (!seen.ok) return seen.code;
    std::vector<base::Error> defects;
    auto profiles = app::load_tls_profiles(seen.rules_from(), defects);
    if (!profiles) return session.refuse(profiles.error(), defects);
    const std::vector<std::string>& wanted = session.arguments.tls.profiles;
    for (const std::string& id : wanted)
        if (std::none_of(profiles->begin(), profiles->end(), [&](const auto& each) { return each.id == id; }))
            return session.refuse(unknown_profile(id, *profiles));
    const base::Catalogue& texts = session.texts;
    base::Array sites;
    bool deviating = false;
    for (const app::TlsSight& sight : seen.sights) {
        base::Object site = app::to_value(sight);
        base::Array answers;
        if (!session.arguments.json) print_heading(sight, texts);
        for (const rules::TlsProfile& profile : *profiles) {
            const bool chosen = wanted.empty() || std::find(wanted.begin(), wanted.end(), profile.id) != wanted.end();
            if (!chosen || sight.status != model::Status::ok) continue;
            const rules::TlsServer server(sight.facts);
            const auto answer = rules::judge_tls_profile(profile, server, sight.around);
            deviating = deviating || answer.answer == Conformity::deviates;
            if (session.arguments.json)
                answers.push_back(app::to_value(answer));
            else
                print_answer(answer, texts);
        }
        site.set("profiles", std::move(answers));
        sites.emplace_back(std::move(site));
    }
    if (session.arguments.json)
        print_line(base::to_json(base::Object{{"schema", "attt.tls_profile/1"}, {"sites", std::move(sites)}}));
    else if (seen.sights.empty())
        print_line(texts.text("tls.nothing"));
    if (!any_facts(seen.sights)) return ExitCode::not_finished;
    return deviating && !wanted.empty() ? ExitCode::failing : ExitCode::done;
}

int run_tls_clients(const Session& session) {
    const Seen seen = look(session);
    if (!seen.ok) return seen.code;
    std::vector<base::Error> defects;
    auto loaded = app::load_tls_clients(seen.rules_from(), defects);
    if (!loaded) return session.refuse(loaded.error(), defects);
    const TlsArguments& tls = session.arguments.tls;
    auto cut = app::read_tls_cut(tls.without, loaded->clients, seen.sights);
    if (!cut) return session.refuse(cut.error());
    const base::Catalogue& texts = session.texts;
    base::Array sites;
    for (const app::TlsSight& sight : seen.sights) {
        base::Object site = app::to_value(sight);
        if (!session.arguments.json) print_heading(sight, texts);
        std::vector<Simulated> all;
        base::Array clients;
        const base::Value left = rules::facts_without(sight.facts, *cut);
        const rules::TlsServer today(sight.facts), then(left);
        for (const rules::TlsClient& client : loaded->clients) {
            const bool chosen =
                tls.kinds.empty() || std::find(tls.kinds.begin(), tls.kinds.end(), client.kind) != tls.kinds.end();
            if (!chosen || sight.status != model::Status::ok) continue;
            all.push_back({&client, rules::simulate(client, today), rules::simulate(client, then)});
            base::Object one{{"id", client.id},
                             {"name", client.name},
                             {"kind", client.kind},
                             {"seen", client.seen},
                             {"source", client.source},
                             {"confidence", client.confidence},
                             {"today", app::to_value(all.back().today)}};
            if (!cut->empty()) {
                one.set("then", app::to_value(all.back().then));
                one.set("cut_off", is_cut_off(all.back()));
            }
            clients.emplace_back(std::move(one));
        }
        site.set("clients", std::move(clients));
        sites.emplace_back(std::move(site));
        if (session.arguments.json || sight.status != model::Status::ok) continue;
        if (cut->empty())
            print_clients(all, texts);
        else
            print_cut(all, joined(tls.without), texts);
    }
    if (session.arguments.json)
        print_line(base::to_json(base::Object{{"schema", "attt.tls_clients/1"},
                                              {"date", loaded->date},
                                              {"without", base::Value(tls.without)},
                                              {"sites", std::move(sites)}}));
    else if (seen.sights.empty())
        print_line(texts.text("tls.nothing"));
    else
        print_line(texts.text("tls.list_of", {{"date", day_of(loaded->date)}}));
    return any_facts(seen.sights) ? ExitCode::done : ExitCode::not_finished;
}

}  // namespace attt::cli
