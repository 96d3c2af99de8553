#include "store/register.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/connection.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;
using model::Issued;

tl::unexpected<base::Error> not_found(const std::string& number, int year) {
    return base::fail(base::ErrorCode::not_found, "register.not_found",
                      {{"number", number}, {"year", std::to_string(year)}});
}

std::string name_of_entry(const std::string& number, int year) {
    return number + "/" + std::to_string(year);
}

std::optional<std::int64_t> entry_number(SQLite::Database& database, const std::string& number, int year) {
    SQLite::Statement row(database, "SELECT issued_id FROM issued WHERE year=?1 AND number=?2");
    return bound(row, year, number).executeStep() ? std::optional(integer_at(row, 0)) : std::nullopt;
}

Seal newest(SQLite::Database& database) {
    SQLite::Statement row(database, "SELECT seq,hash FROM audit_event ORDER BY seq DESC LIMIT 1");
    return row.executeStep() ? Seal{integer_at(row, 0), base::hex(text_at(row, 1))} : Seal{};
}

// The number and year of "12/BC-STTTT/2023".
std::pair<std::string, int> parts_of(const std::string& entry) {
    const auto slash = entry.rfind('/');
    if (slash == std::string::npos) return {entry, 0};
    const std::string year = entry.substr(slash + 1);
    const bool digits =
        year.size() == 4 && std::all_of(year.begin(), year.end(), [](char c) { return c >= '0' && c <= '9'; });
    return {entry.substr(0, slash), digits ? std::stoi(year) : 0};
}

base::Value detail_of(const Issued& issued, const std::vector<Register::File>& files) {
    base::Array listed;
    std::vector<const Register::File*> sorted;
    for (const Register::File& file : files)
        sorted.push_back(&file);
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    for (const Register::File* file : sorted)
        listed.emplace_back(base::Object{
            {"name", file->name}, {"size", file->bytes.size()}, {"sha256", base::sha256_hex(file->bytes)}});
    return base::Object{{"date", base::to_iso_date(issued.date)},
                        {"title", issued.title},
                        {"kind", issued.kind},
                        {"subject", issued.subject},
                        {"recipients", issued.recipients},
                        {"changed", issued.changed},
                        {"supersedes", issued.supersedes},
                        {"files", std::move(listed)}};
}

Issued issued_of(const base::Value& detail) {
    Issued out;
    if (const auto date = base::parse_date(detail["date"].string_or(""))) out.date = *date;
    out.title = detail["title"].string_or("");
    out.kind = detail["kind"].string_or("");
    out.subject = detail["subject"].string_or("");
    out.recipients = base::strings_of(detail["recipients"]);
    out.changed = detail["changed"].string_or("");
    out.supersedes = detail["supersedes"].string_or("");
    if (const base::Array* files = detail["files"].if_array()) {
        for (const base::Value& file : *files)
            out.files.push_back({file["name"].string_or(""), file["size"].integer_or(0), file["sha256"].string_or("")});
    }
    return out;
}

base::Value detail_of(const model::Delivery& delivery) {
    return base::Object{{"recipient", delivery.recipient},
                        {"kind", name_of(delivery.kind)},
                        {"on", base::to_iso_date(delivery.on)},
                        {"document", delivery.document},
                        {"note", delivery.note}};
}

std::optional<model::Delivery> delivery_of(const base::Value& detail) {
    const auto kind = model::delivery_kind_of(detail["kind"].string_or(""));
    const auto on = base::parse_date(detail["on"].string_or(""));
    if (!kind || !on) return std::nullopt;
    return model::Delivery{detail["recipient"].string_or(""), *kind, *on, detail["document"].string_or(""),
                           detail["note"].string_or(""),      {},    {}};
}

// The document whose place `issued` takes, which nobody has taken yet.
Result<std::optional<std::int64_t>> superseded_entry(SQLite::Database& database, const Issued& issued) {
    if (issued.supersedes.empty()) return std::optional<std::int64_t>();
    const auto [number, year] = parts_of(issued.supersedes);
    const auto id = entry_number(database, number, year);
    if (!id) return not_found(number, year);
    SQLite::Statement row(database, "SELECT number,year FROM issued WHERE supersedes=?1");
    if (bound(row, *id).executeStep())
        return base::fail(
            base::ErrorCode::bad_input, "register.superseded_before",
            {{"number", issued.supersedes}, {"by", name_of_entry(text_at(row, 0), small_integer_at(row, 1))}});
    return id;
}

}  // namespace

struct Register::Connection {
    SQLite::Database database;
    std::string path;
    Actor actor;
};

Register::Register(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Register::Register(Register&&) noexcept = default;
Register& Register::operator=(Register&&) noexcept = default;
Register::~Register() = default;

Result<Register> Register::open(const std::string& path, const Actor& actor) {
    auto database = open_database(path, migrations(), migration_noted(actor));
    if (!database) return tl::unexpected(database.error());
    return Register(std::unique_ptr<Connection>(new Connection{std::move(*database), path, actor}));
}

Result<std::optional<Seal>> Register::seal_of(const std::string& action, const std::string& object,
                                              const base::Value& detail) {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::optional<Seal>> {
        SQLite::Statement row(impl.database,
                              "SELECT seq,hash FROM audit_event WHERE action=?1 AND object=?2 AND detail=?3 ORDER BY "
                              "seq DESC LIMIT 1");
        if (!bound(row, action, object, base::to_canonical_json(detail)).executeStep()) return std::optional<Seal>();
        return Seal{integer_at(row, 0), base::hex(text_at(row, 1))};
    });
}

Result<std::optional<SealedEvent>> Register::event(std::int64_t seq) {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::optional<SealedEvent>> {
        SQLite::Statement row(impl.database, "SELECT hash,action,object,detail FROM audit_event WHERE seq=?1");
        if (!bound(row, seq).executeStep()) return std::optional<SealedEvent>();
        auto detail = stored_json(impl.path, text_at(row, 3));
        if (!detail) return tl::unexpected(detail.error());
        return SealedEvent{base::hex(text_at(row, 0)), text_at(row, 1), text_at(row, 2), std::move(*detail)};
    });
}

Result<std::string> Register::head_of_data() {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::string> {
        SQLite::Statement row(impl.database,
                              "SELECT hash FROM audit_event WHERE action NOT GLOB 'report.*' AND action NOT GLOB "
                              "'export.*' AND action NOT GLOB 'site.*' AND action NOT GLOB 'register.*' ORDER BY seq "
                              "DESC LIMIT 1");
        return row.executeStep() ? base::hex(text_at(row, 0)) : std::string();
    });
}

Result<void> Register::issue(const Issued& issued, const std::vector<File>& files, base::Time at) {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<void> {
        SQLite::Database& database = impl.database;
        WriteTransaction transaction(database);
        if (entry_number(database, issued.number, issued.year()))
            return base::fail(base::ErrorCode::bad_input, "register.number_taken",
                              {{"number", issued.number}, {"year", std::to_string(issued.year())}});
        auto superseded = superseded_entry(database, issued);
        if (!superseded) return tl::unexpected(superseded.error());
        const base::Value detail = detail_of(issued, files);
        append_audit(database, impl.actor, "register.issue", name_of_entry(issued.number, issued.year()), detail, at);
        execute(database,
                "INSERT INTO issued(year,number,detail,supersedes,recorded_at,actor,seq) VALUES(?1,?2,?3,?4,?5,?6,?7)",
                issued.year(), issued.number, base::to_canonical_json(detail), *superseded, at, impl.actor.name,
                newest(database).seq);
        const std::int64_t id = database.getLastInsertRowid();
        BlobWriter blobs(database);
        for (const File& file : files)
            execute(database, "INSERT INTO issued_file(issued_id,name,blob_id) VALUES(?1,?2,?3)", id, file.name,
                    blobs.put(file.bytes, "application/octet-stream"));
        transaction.commit();
        return {};
    });
}

Result<void> Register::record(const std::string& number, int year, const model::Delivery& delivery, base::Time at) {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<void> {
        SQLite::Database& database = impl.database;
        WriteTransaction transaction(database);
        const auto id = entry_number(database, number, year);
        if (!id) return not_found(number, year);
        const base::Value detail = detail_of(delivery);
        append_audit(database, impl.actor, "register." + std::string(name_of(delivery.kind)),
                     name_of_entry(number, year), detail, at);
        execute(database, "INSERT INTO delivery(issued_id,detail,recorded_at,actor,seq) VALUES(?1,?2,?3,?4,?5)", *id,
                base::to_canonical_json(detail), at, impl.actor.name, newest(database).seq);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Issued>> Register::all() {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::vector<Issued>> {
        const SQLite::Transaction one_view(impl.database);
        std::vector<Issued> out;
        std::map<std::int64_t, std::size_t> places;
        SQLite::Statement row(impl.database,
                              "SELECT i.issued_id,i.number,i.detail,i.recorded_at,i.actor,"
                              "coalesce(s.number||'/'||s.year,'') FROM issued i LEFT JOIN issued s ON "
                              "s.supersedes=i.issued_id ORDER BY json_extract(i.detail,'$.date'),i.issued_id");
        while (row.executeStep()) {
            auto detail = stored_json(impl.path, text_at(row, 2));
            if (!detail) return tl::unexpected(detail.error());
            Issued issued = issued_of(*detail);
            issued.number = text_at(row, 1);
            issued.recorded_at = time_at(row, 3);
            issued.actor = text_at(row, 4);
            issued.superseded_by = text_at(row, 5);
            places[integer_at(row, 0)] = out.size();
            out.push_back(std::move(issued));
        }
        SQLite::Statement each(impl.database,
                               "SELECT issued_id,detail,recorded_at,actor FROM delivery ORDER BY delivery_id");
        while (each.executeStep()) {
            auto detail = stored_json(impl.path, text_at(each, 1));
            if (!detail) return tl::unexpected(detail.error());
            auto delivery = delivery_of(*detail);
            if (!delivery) return base::fail(damaged(impl.path, "delivery"));
            delivery->recorded_at = time_at(each, 2);
            delivery->actor = text_at(each, 3);
            out[places.at(integer_at(each, 0))].deliveries.push_back(std::move(*delivery));
        }
        return out;
    });
}

Result<std::string> Register::bytes(std::string_view sha256) {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::string> {
        SQLite::Statement row(impl.database, "SELECT body FROM blob WHERE sha256=?1");
        const std::string wanted = unhex(sha256);
        if (!bound(row, Bytes{wanted}).executeStep())
            return base::fail(base::ErrorCode::not_found, "register.no_file", {{"sha256", std::string(sha256)}});
        return text_at(row, 0);
    });
}

Result<std::map<std::string, std::string, std::less<>>> Register::frozen() {
    Connection& impl = *connection_;
    return guarded(impl.path, [&]() -> Result<std::map<std::string, std::string, std::less<>>> {
        std::map<std::string, std::string, std::less<>> out;
        SQLite::Statement row(impl.database,
                              "SELECT b.sha256,i.number||'/'||i.year FROM issued_file f JOIN blob b USING(blob_id) "
                              "JOIN issued i USING(issued_id) ORDER BY i.issued_id");
        while (row.executeStep())
            out.emplace(base::hex(text_at(row, 0)), text_at(row, 1));
        return out;
    });
}

}  // namespace attt::store
