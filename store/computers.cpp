#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;

std::int64_t source_number(SQLite::Database& database, const model::ComputerSource& source, base::Time at) {
    execute(database,
            "INSERT INTO computer_source(name,format,as_of,partial,imported_at) VALUES(?1,?2,?3,?4,?5) "
            "ON CONFLICT(name) DO UPDATE SET format=?2,as_of=?3,partial=?4,imported_at=?5",
            source.name, source.format, source.as_of, source.partial ? 1 : 0, at);
    SQLite::Statement row(database, "SELECT source_id FROM computer_source WHERE name=?1");
    bound(row, source.name);
    row.executeStep();
    return integer_at(row, 0);
}

std::vector<model::ComputerPin> pins_of(SQLite::Statement& row) {
    std::vector<model::ComputerPin> out;
    while (row.executeStep())
        out.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2), integer_at(row, 3) != 0, text_at(row, 4)});
    return out;
}

// Computers that this pin takes the record away from: the one that it is parted from, and those that it was before.
std::vector<std::string> left_by(SQLite::Database& database, const model::ComputerPin& pin) {
    std::vector<std::string> out;
    if (!pin.linked) out.push_back(pin.computer);
    SQLite::Statement before(database,
                             "SELECT computer FROM computer_pin WHERE source=?1 AND record=?2 AND linked=1 "
                             "UNION SELECT computer FROM computer_confirmed WHERE source=?1 AND record=?2");
    bound(before, pin.source, pin.record);
    while (before.executeStep()) {
        if (text_at(before, 0) != pin.computer) out.push_back(text_at(before, 0));
    }
    return out;
}

}  // namespace

Result<void> Store::save_source(const model::ComputerSource& source, const base::Value& detail, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        const std::int64_t number = source_number(database, source, at);
        execute(database, "DELETE FROM computer_record WHERE source_id=?1", number);
        SQLite::Statement insert(database, "INSERT INTO computer_record(source_id,record,body) VALUES(?1,?2,?3)");
        for (const model::ComputerRecord& record : source.records)
            execute(insert, number, record.id, base::to_json(model::to_value(record)));
        append_audit(database, impl_->actor, "import_computers", source.name, detail, at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<model::ComputerSource>> Store::computer_sources() {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::ComputerSource>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        std::vector<model::ComputerSource> out;
        SQLite::Statement sources(database,
                                  "SELECT source_id,name,format,as_of,partial FROM computer_source ORDER BY name");
        SQLite::Statement records(database, "SELECT body FROM computer_record WHERE source_id=?1 ORDER BY record");
        while (sources.executeStep()) {
            model::ComputerSource source{
                text_at(sources, 1), text_at(sources, 2), time_at(sources, 3), integer_at(sources, 4) != 0, {}};
            bound(records, integer_at(sources, 0));
            while (records.executeStep()) {
                auto body = stored_json(impl_->path, text_at(records, 0));
                if (!body) return base::fail(body.error());
                source.records.push_back(model::computer_record_from(*body));
            }
            out.push_back(std::move(source));
        }
        return out;
    });
}

Result<void> Store::save_pin(const model::ComputerPin& pin, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        // what other records were linked by may have been learned from this one; what stands without it is found again
        for (const std::string& computer : left_by(database, pin))
            execute(database, "DELETE FROM computer_confirmed WHERE computer=?1", computer);
        // a record is one computer: a new link takes the place of an older one
        if (pin.linked)
            execute(database, "DELETE FROM computer_pin WHERE source=?1 AND record=?2 AND linked=1", pin.source,
                    pin.record);
        execute(database,
                "INSERT INTO computer_pin(source,record,computer,linked,reason,actor,at) VALUES(?1,?2,?3,?4,?5,?6,?7) "
                "ON CONFLICT(source,record,computer) DO UPDATE SET linked=?4,reason=?5,actor=?6,at=?7",
                pin.source, pin.record, pin.computer, pin.linked ? 1 : 0, pin.reason, impl_->actor.name, at);
        const base::Value detail = base::Object{{"source", pin.source}, {"record", pin.record}, {"reason", pin.reason}};
        append_audit(database, impl_->actor, pin.linked ? "link_computer" : "split_computer", pin.computer, detail, at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<model::ComputerPin>> Store::computer_pins() {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::ComputerPin>> {
        SQLite::Statement row(
            impl_->database,
            "SELECT source,record,computer,linked,reason FROM computer_pin ORDER BY source,record,computer");
        return pins_of(row);
    });
}

Result<void> Store::save_confirmed(const std::vector<model::ComputerPin>& links, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        SQLite::Statement insert(
            database,
            "INSERT INTO computer_confirmed(source,record,computer,rule,at) VALUES(?1,?2,?3,?4,?5) "
            "ON CONFLICT(source,record) DO UPDATE SET computer=?3,rule=?4,at=?5");
        for (const model::ComputerPin& link : links)
            execute(insert, link.source, link.record, link.computer, link.reason, at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<model::ComputerPin>> Store::confirmed_computers() {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::ComputerPin>> {
        SQLite::Statement row(impl_->database,
                              "SELECT source,record,computer,1,rule FROM computer_confirmed ORDER BY source,record");
        return pins_of(row);
    });
}

}  // namespace attt::store
