// register issue, supersede, list, show, sent, received, replied; report verify
#include "app/register.h"

#include <filesystem>

#include "app/finding_work.h"
#include "app/verify_documents.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands_documents.h"
#include "cli/finding_list.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

base::Result<base::Date> date_or_today(const std::string& text) {
    if (text.empty()) return base::local_date(base::now());
    return base::parse_date(text);
}

std::string entry_of(const model::Issued& issued) {
    return issued.number + "/" + std::to_string(issued.year());
}

std::string state_words(const model::Issued& issued, const base::Catalogue& texts) {
    return texts.text("register_state." + std::string(name_of(model::state_of(issued))));
}

void print_json(const std::string& schema, const model::Issued& issued) {
    base::Value value = app::to_value(issued);
    base::Object out{{"schema", schema}};
    for (const auto& [key, member] : *value.if_object())
        out.set(key, member);
    print_line(base::to_pretty_json(base::Value(std::move(out))));
}

base::Result<model::Inventory> inventory_of(Opened& opened) {
    return opened.store->inventory(base::now());
}

base::Result<store::Register> register_of(const Opened& opened, const Session& session) {
    return store::Register::open(opened.workspace.store_file(), session.actor);
}

void print_delivery(const model::Issued& issued, const model::Inventory& inventory, const base::Catalogue& texts) {
    TextTable table({texts.text("register.col_recipient"), texts.text("register.col_sent"),
                     texts.text("register.col_received"), texts.text("register.col_replied"),
                     texts.text("register.col_answer"), texts.text("register.col_note")});
    for (const std::string& recipient : issued.recipients) {
        std::vector<std::string> cells = {app::recipient_name(inventory, recipient)};
        std::string answer, note;
        for (const auto kind :
             {model::DeliveryKind::sent, model::DeliveryKind::received, model::DeliveryKind::replied}) {
            const model::Delivery* each = issued.delivery(recipient, kind);
            cells.push_back(each == nullptr ? "" : base::show_date(each->on));
            if (each == nullptr) continue;
            if (!each->document.empty()) answer = each->document;
            if (!each->note.empty()) note += (note.empty() ? "" : "; ") + each->note;
        }
        cells.push_back(answer);
        cells.push_back(note);
        table.add(std::move(cells));
    }
    print(table.text());
}

void print_entry(const model::Issued& issued, const model::Inventory& inventory, const base::Catalogue& texts) {
    const auto line = [&](const char* id, const std::string& value) {
        if (!value.empty()) print_line(texts.text(id) + ": " + base::printable(value));
    };
    line("register.col_number", issued.number);
    line("register.col_date", base::show_date(issued.date));
    line("register.col_title", issued.title);
    line("register.col_state", state_words(issued, texts));
    line("register.col_supersedes", issued.supersedes);
    line("register.col_superseded_by", issued.superseded_by);
    line("register.col_changed", issued.changed);
    line("register.col_actor", issued.actor + ", " + base::show_time(issued.recorded_at));
    TextTable files(
        {texts.text("register.col_files"), texts.text("register.col_size"), texts.text("register.col_sha256")},
        {TextTable::Align::left, TextTable::Align::right, TextTable::Align::left});
    for (const model::IssuedFile& file : issued.files)
        files.add({file.name, std::to_string(file.size), file.sha256});
    print(files.text());
    print_delivery(issued, inventory, texts);
}

}  // namespace

int run_register_issue(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    if (auto may = app::officers_only(*opened.store, session.actor); !may) return session.refuse(may.error());
    const DocumentArguments given(session.arguments);
    auto date = date_or_today(given.date);
    if (!date) return session.refuse(date.error());
    auto inventory = inventory_of(opened);
    if (!inventory) return session.refuse(inventory.error());
    auto entries = register_of(opened, session);
    if (!entries) return session.refuse(entries.error());
    app::IssueRequest request{given.number,    *date, given.title, given.recipients, {}, session.arguments.reason,
                              given.supersedes};
    request.files.assign(session.arguments.files.begin(), session.arguments.files.end());
    auto issued = app::issue_documents(*entries, request, *inventory, base::now());
    if (!issued) return session.refuse(issued.error());
    if (session.arguments.json) {
        print_json("attt.register_entry/1", *issued);
        return ExitCode::done;
    }
    print_line(session.texts.text(
        issued->supersedes.empty() ? "register.issued" : "register.superseded",
        {{"number", entry_of(*issued)}, {"count", std::to_string(issued->files.size())}, {"old", issued->supersedes}}));
    print_entry(*issued, *inventory, session.texts);
    return ExitCode::done;
}

int run_register_list(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const DocumentArguments given(session.arguments);
    auto inventory = inventory_of(opened);
    if (!inventory) return session.refuse(inventory.error());
    auto entries = register_of(opened, session);
    if (!entries) return session.refuse(entries.error());
    auto list = app::list_issued(*entries, {given.recipients.empty() ? "" : given.recipients.front(),
                                            session.arguments.year, session.arguments.state});
    if (!list) return session.refuse(list.error());
    if (!no_file(session.arguments.finding))
        return write_sheet(session, app::register_sheet(*list, *inventory, session.texts));
    if (session.arguments.json) {
        base::Array listed;
        for (const model::Issued& each : *list)
            listed.push_back(app::to_value(each));
        print_line(base::to_pretty_json(
            base::Value(base::Object{{"schema", "attt.register/1"}, {"entries", std::move(listed)}})));
        return ExitCode::done;
    }
    const base::Catalogue& texts = session.texts;
    if (list->empty()) {
        print_line(texts.text("register.none"));
        return ExitCode::done;
    }
    TextTable table({texts.text("register.col_number"), texts.text("register.col_date"),
                     texts.text("register.col_title"), texts.text("register.col_recipient"),
                     texts.text("register.col_state"), texts.text("register.col_superseded_by")});
    for (const model::Issued& each : *list) {
        std::string to = app::recipient_name(*inventory, each.recipients.front());
        if (each.recipients.size() > 1) to += " (+" + std::to_string(each.recipients.size() - 1) + ")";
        table.add(
            {each.number, base::show_date(each.date), each.title, to, state_words(each, texts), each.superseded_by});
    }
    print(table.text());
    return ExitCode::done;
}

int run_register_show(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    auto inventory = inventory_of(opened);
    if (!inventory) return session.refuse(inventory.error());
    auto entries = register_of(opened, session);
    if (!entries) return session.refuse(entries.error());
    auto issued = app::find_issued(*entries, session.arguments.id);
    if (!issued) return session.refuse(issued.error());
    if (!session.arguments.out.empty()) {
        auto taken = app::take_out(*entries, *issued, session.arguments.out);
        if (!taken) return session.refuse(taken.error());
    }
    if (session.arguments.json)
        print_json("attt.register_entry/1", *issued);
    else
        print_entry(*issued, *inventory, session.texts);
    return ExitCode::done;
}

int run_register_record(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    if (auto may = app::officers_only(*opened.store, session.actor); !may) return session.refuse(may.error());
    const DocumentArguments given(session.arguments);
    auto on = date_or_today(given.date);
    if (!on) return session.refuse(on.error());
    auto inventory = inventory_of(opened);
    if (!inventory) return session.refuse(inventory.error());
    auto entries = register_of(opened, session);
    if (!entries) return session.refuse(entries.error());
    const auto kind = model::delivery_kind_of(given.action).value_or(model::DeliveryKind::sent);
    auto issued = app::record_delivery(
        *entries, {session.arguments.id, kind, given.recipients, *on, given.document, given.note}, base::now());
    if (!issued) return session.refuse(issued.error());
    if (session.arguments.json)
        print_json("attt.register_entry/1", *issued);
    else
        print_delivery(*issued, *inventory, session.texts);
    return ExitCode::done;
}

namespace {

// Of the workspace that -C names, else of the one around the documents or around here; none is no error then.
base::Result<std::optional<store::Register>> register_for(const Session& session, const std::filesystem::path& path) {
    std::error_code ignored;
    std::vector<std::filesystem::path> places = {std::filesystem::absolute(path, ignored),
                                                 std::filesystem::current_path(ignored)};
    const bool named = !session.arguments.workspace.empty();
    if (named) places = {std::filesystem::path(session.arguments.workspace)};
    for (std::filesystem::path around : places) {
        while (!named && around.has_parent_path() && around.parent_path() != around &&
               !std::filesystem::exists(around / "attt.toml", ignored))
            around = around.parent_path();
        std::vector<base::Error> defects;
        auto workspace = app::open_workspace(around.string(), defects);
        if (!workspace && named) return tl::unexpected(workspace.error());
        if (!workspace) continue;
        auto entries = store::Register::open(workspace->store_file(), session.actor);
        if (entries) return std::optional<store::Register>(std::move(*entries));
        if (named) return tl::unexpected(entries.error());
    }
    return std::optional<store::Register>();
}

}  // namespace

int run_report_verify(const Session& session) {
    const std::filesystem::path path = session.arguments.directory;
    auto entries = register_for(session, path);
    if (!entries) return session.refuse(entries.error());
    auto verified = app::verify_documents(path, *entries ? &**entries : nullptr);
    if (!verified) return session.refuse(verified.error());
    const bool same = verified->problems.empty();
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*verified)));
        return same ? ExitCode::done : ExitCode::failing;
    }
    const base::Catalogue& texts = session.texts;
    for (const auto& each : verified->problems) {
        const std::string detail = each.detail.empty() ? "" : " (" + each.detail + ")";
        print_line(texts.text("document_difference." + std::string(name_of(each.difference)),
                              {{"name", base::printable(each.name)}}) +
                   detail);
    }
    if (same)
        print_line(texts.text("manifest.same", {{"files", std::to_string(verified->files)}}));
    else
        print_line(texts.text("manifest.differs", {{"files", std::to_string(verified->files)},
                                                   {"problems", std::to_string(verified->problems.size())}}));
    if (!verified->chain_asked) print_error(texts.text("manifest.chain_not_asked"));
    return same ? ExitCode::done : ExitCode::failing;
}

}  // namespace attt::cli
