// import ksc, import map; report avreport
#include <system_error>

#include "app/avreport.h"
#include "app/ksc.h"
#include "app/source_map.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/source_words.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string yes_or_no(const Session& session, const std::optional<bool>& flag) {
    if (!flag) return "–";
    return session.texts.text(*flag ? "sources.yes" : "sources.no");
}

std::string joined(const std::vector<std::string>& texts, const char* between) {
    std::string out;
    for (const std::string& text : texts)
        out += (out.empty() ? "" : between) + text;
    return out;
}

std::string when(const std::optional<base::Time>& time) {
    return time ? base::show_time(*time) : "–";
}

void print_columns(const Session& session, const inventory::Proposal& proposal) {
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("sources.col_heading"), texts.text("sources.col_field"), texts.text("sources.col_how"),
                     texts.text("sources.col_samples")});
    for (const inventory::ProposedColumn& column : proposal.columns) {
        static constexpr std::array<const char*, 4> ways = {"sources.by_heading", "sources.by_part",
                                                            "sources.by_values", "sources.not_used"};
        table.add({column.heading,
                   column.field ? texts.text("sources.field." + std::string(name_of(*column.field))) : "–",
                   texts.text(ways[static_cast<std::size_t>(column.how)]), joined(column.samples, " | ")});
    }
    print(table.text());
    for (const inventory::ProposedColumn& column : proposal.columns) {
        if (!column.unknown_words.empty())
            print_line(texts.text("sources.unknown_words",
                                  {{"heading", column.heading}, {"words", joined(column.unknown_words, " | ")}}));
    }
}

void print_preview(const Session& session, const std::vector<model::ComputerRecord>& records) {
    const base::Catalogue& texts = session.texts;
    const auto field = [&](const char* id) { return texts.text(std::string("sources.field.") + id); };
    TextTable table({field("record"), field("name"), field("serial"), field("mac"), field("ip"), field("group"),
                     field("last_seen"), field("av_installed"), field("av_running"), field("av_bases_date"),
                     field("av_product")});
    for (const model::ComputerRecord& record : records) {
        table.add({record.id, record.name, record.serial, joined(record.macs, " "), joined(record.ips, " "),
                   record.agency.empty() ? record.group : record.group + " → " + record.agency, when(record.last_seen),
                   yes_or_no(session, record.antivirus.installed), yes_or_no(session, record.antivirus.running),
                   when(record.antivirus.bases), record.antivirus.product});
    }
    print(table.text());
}

base::Value mapping_to_value(const app::MappedFile& mapped) {
    base::Array columns, rows;
    for (const inventory::ProposedColumn& column : mapped.proposal.columns) {
        base::Object item{{"heading", column.heading}, {"samples", column.samples}};
        if (column.field) item.set("field", name_of(*column.field));
        if (!column.unknown_words.empty()) item.set("unknown_words", column.unknown_words);
        columns.emplace_back(std::move(item));
    }
    for (const model::ComputerRecord& record : mapped.preview)
        rows.push_back(model::to_value(record));
    return base::Object{{"schema", "attt.mapping/1"},
                        {"usable", mapped.proposal.usable},
                        {"columns", std::move(columns)},
                        {"rows", std::move(rows)},
                        {"profile", mapped.toml}};
}

// A name for the profile out of the file's: "Báo cáo KSC 11-2026.xlsx" → "bao-cao-ksc-11-2026".
std::string id_of(const std::string& file) {
    std::string out;
    for (const char c : base::fold(std::filesystem::path(file).stem().string())) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out.empty() ? "bang-dieu-khien" : out.substr(0, 60);
}

int import_answers(const Session& session, const app::KscAnswers& answers) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    app::SourceImportOptions options;
    options.source = arguments.source;
    options.agency = arguments.agency;
    options.partial = arguments.partial;
    options.complete = arguments.complete;
    auto report = app::import_ksc(*opened.store, answers, options);
    if (!report) return session.refuse(report.error());
    say_source(session, *report);
    if (auto confirmed = app::confirm_links(*opened.store); !confirmed) return session.refuse(confirmed.error());
    if (arguments.json) {
        print_line(base::to_json(base::Value(base::Object{
            {"schema", "attt.import/1"}, {"stored", report->stored}, {"sources", base::Array{to_value(*report)}}})));
    }
    return report->stored ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace

int run_import_ksc(const Session& session) {
    const KscArguments& given = session.arguments.ksc;
    if (given.url.empty() && given.replay.empty())
        return session.refuse({base::ErrorCode::bad_usage, "ksc.no_way", {}, {}});
    // whether there is a workspace to import into is known before the console is asked
    if (!session.arguments.dry_run) {
        if (Opened opened = open(session); !opened) return opened.code;
    }
    app::KscOptions options;
    options.url = given.url;
    options.certificate = given.certificate;
    options.credentials = given.credentials;
    options.record = given.record;
    options.replay = given.replay;
    options.patience = std::chrono::seconds(given.timeout);
    auto answers = app::ask_ksc(options);
    if (!answers) return session.refuse(answers.error());
    const base::MessageArguments said{{"host", answers->host},
                                      {"at", base::show_time(answers->at)},
                                      {"hosts", std::to_string(answers->console.hosts.size())},
                                      {"hardware", std::to_string(answers->console.hardware.size())},
                                      {"directory", given.record}};
    if (!session.arguments.json) {
        print_line(session.texts.text("ksc.answered", said));
        if (!given.record.empty()) print_line(session.texts.text("ksc.recorded", said));
    }
    if (!session.arguments.dry_run) return import_answers(session, *answers);
    session.say(answers->console.warnings);
    if (!session.arguments.json) print_line(session.texts.text("ksc.not_imported"));
    return ExitCode::done;
}

int run_import_map(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    const std::string& file = arguments.files.front();
    auto mapped = app::map_file(*opened.store, file, arguments.id.empty() ? id_of(file) : arguments.id);
    if (!mapped) return session.refuse(mapped.error());
    if (arguments.json) {
        print_line(base::to_json(mapping_to_value(*mapped)));
    } else {
        print_columns(session, mapped->proposal);
        print_line("");
        print_line(session.texts.text("sources.preview"));
        print_preview(session, mapped->preview);
        print_line("");
        print(mapped->toml);
    }
    session.say(mapped->warnings);
    if (!mapped->proposal.usable) return session.refuse({base::ErrorCode::bad_input, "sources.nothing_named", {}, {}});
    if (arguments.id.empty()) {
        if (!arguments.json)
            print_line(session.texts.text("sources.not_saved", {{"file", file}, {"id", mapped->proposal.profile.id}}));
        return ExitCode::done;
    }
    auto saved = app::save_profile(opened.workspace, *mapped);
    if (!saved) return session.refuse(saved.error());
    if (!arguments.json)
        print_line(
            session.texts.text("sources.saved", {{"path", saved->string()}, {"file", file}, {"id", arguments.id}}));
    return ExitCode::done;
}

int run_report_avreport(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    const base::Time now = base::now();
    auto reconciled = app::reconcile(*opened.store, now);
    if (!reconciled) return session.refuse(reconciled.error());
    auto report = app::gather_avreport(opened.workspace, *reconciled, arguments.text, arguments.agency, now);
    if (!report) return session.refuse(report.error());
    report->subject = session.texts.text("avreport.subject");
    if (auto written = base::write_file(arguments.out, reports::render_avreport(*report)); !written)
        return session.refuse(written.error());
    print_line(session.texts.text("avreport.written", {{"path", arguments.out},
                                                       {"count", std::to_string(report->machines.size())},
                                                       {"product", report->product},
                                                       {"stale", std::to_string(report->not_updated)}}));
    if (report->from.organ_id.empty()) print_error(session.texts.text("avreport.no_sender"));
    return ExitCode::done;
}

}  // namespace attt::cli
