// probe
#include <algorithm>

#include "app/probe.h"
#include "app/probe_results.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/scan_progress.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

Colour colour_of(model::Outcome outcome) {
    switch (outcome) {
        case model::Outcome::pass: return Colour::green;
        case model::Outcome::fail: return Colour::red;
        case model::Outcome::unknown: return Colour::yellow;
        case model::Outcome::not_applicable: break;
    }
    return Colour::grey;
}

std::string place_of(const std::optional<model::Endpoint>& endpoint) {
    return endpoint ? model::to_string(*endpoint) : "—";
}

constexpr std::size_t longest_value = 4000;

std::string shown(const base::Value& value, const rules::FactDeclaration& declared, const base::Catalogue& texts) {
    return base::printable(app::value_in_words(value, texts, &declared), longest_value);
}

// A tree takes a line for each member (the suites of a version), a list of records one for each record.
void print_fact(const rules::FactDeclaration& declared, const base::Value& value, const base::Catalogue& texts) {
    const std::string label = "  " + declared.short_text().in(texts.language()) + ":";
    const base::Object* members = value.if_object();
    const base::Array* records = value.if_array();
    if (members != nullptr && !members->empty()) {
        print_line(label);
        for (const auto& [name, member] : *members)
            print_line("    " + base::printable(name) + ": " + shown(member, declared, texts));
    } else if (records != nullptr && !records->empty() && records->front().if_object() != nullptr) {
        print_line(label);
        for (std::size_t i = 0; i < records->size(); ++i)
            print_line("    (" + std::to_string(i + 1) + ") " + shown((*records)[i], declared, texts));
    } else {
        print_line(label + " " + shown(value, declared, texts));
    }
}

void print_facts(const model::Observation& observation, const rules::RuleSet& rules, const base::Catalogue& texts) {
    for (const auto& [name, declared] : rules.facts) {
        if (declared.derived || !name.starts_with(observation.probe + ".")) continue;
        const base::Value* value =
            observation.facts.at_path(std::string_view(name).substr(observation.probe.size() + 1));
        if (value == nullptr || value->is_null()) continue;
        print_fact(declared, *value, texts);
    }
}

void print_observations(const app::ProbedSite& site, const rules::RuleSet& rules, const base::Catalogue& texts) {
    for (const model::Observation& observation : site.observations) {
        std::string heading = texts.text("probe." + observation.probe) + "  " + place_of(observation.endpoint) + "  " +
                              texts.text("status." + std::string(name_of(observation.status)));
        if (!observation.reason.empty()) heading += " (" + base::printable(observation.reason) + ")";
        print_line(coloured(Colour::bold, heading));
        print_facts(observation, rules, texts);
    }
}

void print_verdicts(const app::ProbedSite& site, const rules::RuleSet& rules, const base::Catalogue& texts) {
    TextTable table({texts.text("cli.col_outcome"), texts.text("cli.col_severity"), texts.text("cli.col_endpoint"),
                     texts.text("cli.col_rule"), texts.text("cli.col_reason")});
    for (const model::Verdict& verdict : site.verdicts) {
        const rules::Rule* rule = rules.rule(verdict.rule);
        std::string title = rule != nullptr ? rule->title.in(texts.language()) : verdict.rule;
        if (!verdict.instance.empty()) title += " [" + verdict.instance + "]";
        table.add({texts.text("outcome." + std::string(name_of(verdict.outcome))),
                   severity_in_words(verdict.severity, texts), place_of(verdict.endpoint), title,
                   app::reason_in_words(verdict.reason, texts)});
        table.colour_last(0, colour_of(verdict.outcome));
    }
    print(table.text());
}

void print_site(const Session& session, const app::ProbedSite& site, const rules::RuleSet& rules) {
    if (session.arguments.json) {
        print_line(base::to_json(app::to_value(site)));
        return;
    }
    print_line(coloured(Colour::bold, base::printable(site.url)));
    print_observations(site, rules, session.texts);
    print_line("");
    print_verdicts(site, rules, session.texts);
    print_line("");
}

int code_of(const app::ProbedSite& site) {
    if (!site.answered) return ExitCode::not_finished;
    return site.failing() ? ExitCode::failing : ExitCode::done;
}

app::ProbeOptions options_of(const Arguments& arguments) {
    app::ProbeOptions options;
    options.connect_address = arguments.connect;
    options.anchors = arguments.anchors;
    options.depth = arguments.depth == "full" ? scanner::Depth::full : scanner::Depth::core;
    options.authorisation_file = arguments.authorisation;
    options.host_map_file = arguments.host_map;
    options.probes = arguments.probes;
    options.exposure = arguments.exposure;
    options.intrusive = arguments.intrusive;
    options.revocation = arguments.revocation;
    options.ct_logs = arguments.ct_logs;
    return options;
}

// What is done with the sites of a list as they come.
class ListOutput {
  public:
    ListOutput(const Session& session, const rules::RuleSet& rules, std::optional<app::ProbeResults> file)
        : session_(session), rules_(rules), file_(std::move(file)) {}

    bool done_before(const std::string& url) { return file_ && file_->take_done(url); }

    base::Result<void> take(const app::ProbedSite& site) {
        outside_ = outside_ || site.outside_scope;
        if (site.problem) {
            problems_.push_back(*site.problem);  // said when nothing is drawn any more
            worst_ = std::max<int>(worst_, ExitCode::bad_input);
            return {};
        }
        worst_ = std::max(worst_, code_of(site));
        if (file_) return file_->add(base::to_json(app::to_value(site)));
        print_site(session_, site, rules_);
        return {};
    }

    base::Result<void> finish() {
        session_.say(problems_);
        return file_ ? file_->flush() : base::Result<void>{};
    }
    bool outside() const { return outside_; }
    int code() const { return outside_ ? std::max<int>(worst_, ExitCode::bad_input) : worst_; }

  private:
    const Session& session_;
    const rules::RuleSet& rules_;
    std::optional<app::ProbeResults> file_;
    std::vector<base::Error> problems_;
    int worst_ = ExitCode::done;
    bool outside_ = false;
};

int probe_many(const Session& session, const app::ProbeOptions& options, const rules::RuleSet& rules) {
    const Arguments& arguments = session.arguments;
    std::optional<app::ProbeResults> file;
    if (!arguments.probe_out.empty()) {
        auto opened = app::ProbeResults::open(arguments.probe_out, arguments.resume);
        if (!opened) return session.refuse(opened.error());
        file.emplace(std::move(*opened));
    }
    const bool bar = file.has_value();  // else the sites themselves tell how far it has come
    if (bar && file->done_before() > 0)
        print_error(session.texts.text("probe.goes_on", {{"done", std::to_string(file->done_before())}}));
    ListOutput output(session, rules, std::move(file));
    const Interruption interruption;
    std::optional<ScanProgressDisplay> display;
    if (bar) display.emplace(session.texts);
    auto probed = app::probe_list(arguments.list_file, options, rules,
                                  {[&](const std::string& url) { return output.done_before(url); },
                                   [&](const app::ProbedSite& site) { return output.take(site); },
                                   [&](const app::ScanProgress& state) {
                                       if (display && state.done > 0) display->show(state);
                                   },
                                   interruption.token()});
    display.reset();
    if (auto kept = output.finish(); !kept) return session.refuse(kept.error());
    if (!probed) return session.refuse(probed.error());
    if (output.outside()) print_error(session.texts.text("cli.needs_authorisation"));
    return output.code();
}

}  // namespace

int run_probe(const Session& session) {
    const Arguments& arguments = session.arguments;
    if (arguments.url.empty() == arguments.list_file.empty())
        return session.refuse({base::ErrorCode::bad_usage, "cli.probe_url_or_file", {}, {}});
    if (arguments.probe_out.empty() ? arguments.resume : arguments.list_file.empty())
        return session.refuse({base::ErrorCode::bad_usage, "cli.probe_out_needs", {}, {}});
    if (!arguments.connect.empty() && !net::Address::parse(arguments.connect))
        return session.refuse({base::ErrorCode::bad_usage, "config.address", {{"value", arguments.connect}}, {}});
    std::vector<base::Error> defects;
    auto rules = app::load_rules(nullptr, defects);
    if (!rules) return session.refuse(rules.error(), defects);
    const app::ProbeOptions options = options_of(arguments);
    if (!arguments.list_file.empty()) return probe_many(session, options, *rules);
    auto site = app::probe_one(arguments.url, options, *rules);
    if (!site) return session.refuse(site.error());
    print_site(session, *site, *rules);
    return code_of(*site);
}

}  // namespace attt::cli
