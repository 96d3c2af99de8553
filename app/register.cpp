#include "app/register.h"

#include <algorithm>
#include <map>

#include "app/document_set.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using model::DeliveryKind;
using model::Issued;

std::string entry_of(const Issued& issued) {
    return issued.number + "/" + std::to_string(issued.year());
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts)
        out += (out.empty() ? "" : "; ") + part;
    return out;
}

tl::unexpected<base::Error> bad(std::string_view message, base::MessageArguments arguments) {
    return base::fail(base::ErrorCode::bad_input, message, std::move(arguments));
}

// What a manifest says of a file, with the set that it belongs to.
struct Known {
    SetFile file;
    std::string kind, subject;
};

base::Result<std::map<std::string, Known>> known_in(const fs::path& manifest) {
    std::map<std::string, Known> out;
    std::error_code ignored;
    if (!fs::exists(manifest, ignored)) return out;
    auto sets = read_manifest(manifest);
    if (!sets) return tl::unexpected(sets.error());
    for (const WrittenSet& set : *sets) {
        for (const SetFile& file : set.files)
            out[file.name] = {file, set.kind, set.subject};
    }
    return out;
}

class Freezing {
  public:
    Freezing(const IssueRequest& request, Issued& issued) : request_(request), issued_(issued) {}

    base::Result<std::vector<store::Register::File>> files() {
        for (const fs::path& path : request_.files) {
            std::error_code ignored;
            auto added = fs::is_directory(path, ignored) ? add_directory(path) : add_file(path);
            if (!added) return tl::unexpected(added.error());
        }
        if (files_.empty()) return bad("register.no_files", {});
        return std::move(files_);
    }

  private:
    base::Result<void> add_directory(const fs::path& directory) {
        const fs::path manifest = directory / manifest_name;
        std::error_code ignored;
        if (!fs::exists(manifest, ignored))
            return base::fail(base::ErrorCode::not_found, "manifest.not_found", {{"path", manifest.string()}});
        auto known = known_in(manifest);
        if (!known) return tl::unexpected(known.error());
        for (const auto& [name, each] : *known) {
            if (auto added = freeze(directory / name, name, &each); !added) return added;
        }
        return {};
    }

    base::Result<void> add_file(const fs::path& path) {
        const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
        const std::string name = path.filename().string();
        auto whole = known_in(directory / manifest_name);
        if (!whole) return tl::unexpected(whole.error());
        auto alone = known_in(directory / (name + "." + std::string(manifest_name)));
        if (!alone) return tl::unexpected(alone.error());
        whole->merge(*alone);
        const auto known = whole->find(name);
        return freeze(path, name, known == whole->end() ? nullptr : &known->second);
    }

    base::Result<void> freeze(const fs::path& path, const std::string& name, const Known* known) {
        auto bytes = base::read_file(path);
        if (!bytes) return tl::unexpected(bytes.error());
        const bool same = known != nullptr && base::sha256_hex(*bytes) == known->file.sha256;
        if (!same && request_.changed.empty())
            return bad(known == nullptr ? "register.unknown_file" : "register.changed", {{"path", path.string()}});
        if (std::any_of(files_.begin(), files_.end(), [&](const auto& each) { return each.name == name; }))
            return bad("register.same_name", {{"name", name}});
        if (!same) issued_.changed = request_.changed;
        if (known != nullptr && issued_.kind.empty()) {
            issued_.kind = known->kind;
            issued_.subject = known->subject;
        }
        files_.push_back({name, std::move(*bytes)});
        return {};
    }

    const IssueRequest& request_;
    Issued& issued_;
    std::vector<store::Register::File> files_;
};

// A body as people write it, or an agency's id: what looks like one must be one.
base::Result<std::string> recipient_of(const std::string& given, const model::Inventory& inventory) {
    const std::string text = base::nfc(base::trim(given));
    if (text.empty()) return bad("register.no_recipient", {});
    const bool like_an_id = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
    if (!like_an_id || inventory.agency(text) != nullptr) return text;
    std::vector<std::string> ids;
    for (const model::Agency& agency : inventory.agencies)
        ids.push_back(agency.id);
    return base::fail(base::ErrorCode::not_found, "agency.not_found",
                      {{"id", text}, {"nearest", base::nearest(text, ids).value_or("")}});
}

base::Result<void> not_in_the_future(base::Date date, base::Time at) {
    if (date <= base::local_date(at)) return {};
    return bad("register.future", {{"date", base::show_date(date)}});
}

base::Result<void> check_dates(const Issued& issued, const std::string& recipient, const DeliveryRequest& request) {
    const std::string on = base::show_date(request.on);
    if (request.on < issued.date)
        return bad("register.before_document", {{"date", on}, {"of", base::show_date(issued.date)}});
    if (request.kind == DeliveryKind::sent) {
        for (const auto kind : {DeliveryKind::received, DeliveryKind::replied}) {
            const model::Delivery* later = issued.delivery(recipient, kind);
            if (later != nullptr && later->on < request.on)
                return bad("register.before_sent", {{"date", base::show_date(later->on)}, {"sent", on}});
        }
        return {};
    }
    const model::Delivery* sent = issued.delivery(recipient, DeliveryKind::sent);
    if (sent == nullptr) return bad("register.not_sent", {{"recipient", recipient}});
    if (request.on < sent->on) return bad("register.before_sent", {{"date", on}, {"sent", base::show_date(sent->on)}});
    return {};
}

base::Result<std::vector<std::string>> recipients_of(const Issued& issued, const DeliveryRequest& request) {
    if (request.recipients.empty()) {
        if (request.kind == DeliveryKind::sent || issued.recipients.size() == 1) return issued.recipients;
        return bad("register.which_recipient", {{"number", issued.number}, {"recipients", joined(issued.recipients)}});
    }
    std::vector<std::string> out;
    for (const std::string& each : request.recipients) {
        const std::string wanted = base::nfc(base::trim(each));
        if (std::find(issued.recipients.begin(), issued.recipients.end(), wanted) == issued.recipients.end())
            return bad("register.no_such_recipient",
                       {{"recipient", wanted}, {"recipients", joined(issued.recipients)}});
        out.push_back(wanted);
    }
    return out;
}

bool wanted(const Issued& issued, const RegisterQuery& query) {
    if (query.year != 0 && issued.year() != query.year) return false;
    const auto& to = issued.recipients;
    if (!query.recipient.empty() && std::find(to.begin(), to.end(), query.recipient) == to.end()) return false;
    if (query.state.empty()) return true;
    const model::IssuedState state = model::state_of(issued);
    return query.state == "open" ? state < model::IssuedState::replied : name_of(state) == query.state;
}

std::string day_of(const model::Delivery* delivery) {
    return delivery == nullptr ? std::string() : base::show_date(delivery->on);
}

}  // namespace

base::Result<Issued> issue_documents(store::Register& entries, const IssueRequest& request,
                                     const model::Inventory& inventory, base::Time at) {
    Issued issued;
    issued.number = base::nfc(base::trim(request.number));
    if (issued.number.empty() || issued.number.size() > 100 || base::printable(issued.number) != issued.number)
        return bad("register.bad_number", {{"number", base::printable(request.number, 100)}});
    issued.date = request.date;
    if (auto past = not_in_the_future(issued.date, at); !past) return tl::unexpected(past.error());
    for (const std::string& given : request.recipients) {
        auto recipient = recipient_of(given, inventory);
        if (!recipient) return tl::unexpected(recipient.error());
        if (std::find(issued.recipients.begin(), issued.recipients.end(), *recipient) == issued.recipients.end())
            issued.recipients.push_back(std::move(*recipient));
    }
    if (issued.recipients.empty()) return bad("register.no_recipient", {});
    if (!request.supersedes.empty()) {
        auto old = find_issued(entries, request.supersedes);
        if (!old) return tl::unexpected(old.error());
        issued.supersedes = entry_of(*old);
    }
    auto files = Freezing(request, issued).files();
    if (!files) return tl::unexpected(files.error());
    std::vector<std::string> names;
    for (const auto& file : *files)
        names.push_back(file.name);
    issued.title = request.title.empty() ? joined(names) : base::nfc(base::trim(request.title));
    if (auto entered = entries.issue(issued, *files, at); !entered) return tl::unexpected(entered.error());
    return find_issued(entries, entry_of(issued));
}

base::Result<Issued> find_issued(store::Register& entries, const std::string& number) {
    auto all = entries.all();
    if (!all) return tl::unexpected(all.error());
    const std::string wanted = base::nfc(base::trim(number));
    const Issued* found = nullptr;
    std::vector<std::string> numbers;
    for (const Issued& each : *all) {
        if (entry_of(each) == wanted) return each;
        if (each.number == wanted && (found == nullptr || each.year() > found->year())) found = &each;
        numbers.push_back(each.number);
    }
    if (found != nullptr) return *found;
    return base::fail(base::ErrorCode::not_found, "register.not_found_near",
                      {{"number", wanted}, {"nearest", base::nearest(wanted, numbers).value_or("")}});
}

base::Result<Issued> record_delivery(store::Register& entries, const DeliveryRequest& request, base::Time at) {
    auto issued = find_issued(entries, request.number);
    if (!issued) return issued;
    if (auto past = not_in_the_future(request.on, at); !past) return tl::unexpected(past.error());
    auto recipients = recipients_of(*issued, request);
    if (!recipients) return tl::unexpected(recipients.error());
    for (const std::string& recipient : *recipients) {
        if (auto sound = check_dates(*issued, recipient, request); !sound) return tl::unexpected(sound.error());
    }
    for (const std::string& recipient : *recipients) {
        const model::Delivery delivery{recipient, request.kind, request.on, request.document, request.note, at, {}};
        auto recorded = entries.record(issued->number, issued->year(), delivery, at);
        if (!recorded) return tl::unexpected(recorded.error());
    }
    return find_issued(entries, entry_of(*issued));
}

base::Result<std::vector<Issued>> list_issued(store::Register& entries, const RegisterQuery& query) {
    auto all = entries.all();
    if (!all) return all;
    std::erase_if(*all, [&](const Issued& each) { return !wanted(each, query); });
    return all;
}

base::Result<void> take_out(store::Register& entries, const Issued& issued, const fs::path& directory) {
    std::vector<std::pair<fs::path, std::string>> files;
    for (const model::IssuedFile& file : issued.files) {
        auto bytes = entries.bytes(file.sha256);
        if (!bytes) return tl::unexpected(bytes.error());
        const fs::path path = directory / file.name;
        if (std::error_code ignored; fs::exists(path, ignored)) {
            auto there = base::read_file(path);
            if (!there || *there != *bytes) return bad("register.in_the_way", {{"path", path.string()}});
        }
        files.emplace_back(path, std::move(*bytes));
    }
    for (const auto& [path, bytes] : files) {
        if (auto made = base::make_directory(path.parent_path(), 0700); !made) return made;
        if (auto written = base::write_file(path, bytes, 0440); !written) return written;
    }
    return {};
}

std::string recipient_name(const model::Inventory& inventory, const std::string& recipient) {
    const model::Agency* agency = inventory.agency(recipient);
    return agency == nullptr ? recipient : agency->name;
}

Sheet register_sheet(const std::vector<Issued>& issued, const model::Inventory& inventory,
                     const base::Catalogue& texts) {
    const auto column = [&](const char* id, double width, bool date = false) {
        return SheetColumn{texts.text(id), {}, width, date, {}};
    };
    Sheet out;
    out.name = texts.text("register.sheet");
    out.columns = {column("register.col_number", 18),         column("register.col_date", 12, true),
                   column("register.col_title", 50),          column("register.col_recipient", 36),
                   column("register.col_state", 16),          column("register.col_sent", 12, true),
                   column("register.col_received", 12, true), column("register.col_replied", 12, true),
                   column("register.col_answer", 20),         column("register.col_supersedes", 18),
                   column("register.col_superseded_by", 18),  column("register.col_files", 36),
                   column("register.col_sha256", 66),         column("register.col_changed", 24),
                   column("register.col_actor", 18)};
    for (const Issued& each : issued) {
        std::vector<std::string> names, hashes;
        for (const model::IssuedFile& file : each.files) {
            names.push_back(file.name);
            hashes.push_back(file.sha256);
        }
        for (const std::string& recipient : each.recipients) {
            const model::Delivery* replied = each.delivery(recipient, DeliveryKind::replied);
            Issued alone = each;
            alone.recipients = {recipient};
            out.rows.push_back({each.number, base::show_date(each.date), each.title,
                                recipient_name(inventory, recipient),
                                texts.text("register_state." + std::string(name_of(model::state_of(alone)))),
                                day_of(each.delivery(recipient, DeliveryKind::sent)),
                                day_of(each.delivery(recipient, DeliveryKind::received)), day_of(replied),
                                replied == nullptr ? std::string() : replied->document, each.supersedes,
                                each.superseded_by, joined(names), joined(hashes), each.changed, each.actor});
        }
    }
    return out;
}

base::Value to_value(const Issued& issued) {
    base::Array files, deliveries;
    for (const model::IssuedFile& file : issued.files)
        files.emplace_back(base::Object{{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}});
    for (const model::Delivery& each : issued.deliveries)
        deliveries.emplace_back(base::Object{{"recipient", each.recipient},
                                             {"kind", name_of(each.kind)},
                                             {"on", base::to_iso_date(each.on)},
                                             {"document", each.document},
                                             {"note", each.note},
                                             {"recorded_at", base::to_rfc3339(each.recorded_at)},
                                             {"actor", each.actor}});
    return base::Object{{"number", issued.number},         {"date", base::to_iso_date(issued.date)},
                        {"title", issued.title},           {"kind", issued.kind},
                        {"subject", issued.subject},       {"state", name_of(model::state_of(issued))},
                        {"recipients", issued.recipients}, {"changed", issued.changed},
                        {"supersedes", issued.supersedes}, {"superseded_by", issued.superseded_by},
                        {"files", std::move(files)},       {"recorded_at", base::to_rfc3339(issued.recorded_at)},
                        {"actor", issued.actor},           {"deliveries", std::move(deliveries)}};
}

}  // namespace attt::app
