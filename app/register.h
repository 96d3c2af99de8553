// The register of what was sent (sổ phát hành), as officers use it: enter a document with its number, say when it went
// out, came in and was answered, put a later one in its place.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/sheet.h"
#include "base/catalogue.h"
#include "base/value.h"
#include "model/inventory.h"
#include "model/issued.h"
#include "store/register.h"

namespace attt::app {

struct IssueRequest {
    std::string number;                        // số, ký hiệu
    base::Date date;                           // that the document bears
    std::string title;                         // empty: the names of the files
    std::vector<std::string> recipients;       // ids of agencies, or bodies as written
    std::vector<std::filesystem::path> files;  // files, or directories that hold a manifest
    std::string changed;     // why files differ from those that attt wrote; empty: they must not differ
    std::string supersedes;  // "12/BC-STTTT", or with "/2023"; empty: none
};

// Freezes the files and enters them. Errors: register.bad_number (number), register.no_recipient, register.future
// (date), register.no_files, register.same_name (name), register.changed (path), register.unknown_file (path),
// agency.not_found (id, nearest), those of find_issued, files and the store.
base::Result<model::Issued> issue_documents(store::Register& entries, const IssueRequest& request,
                                            const model::Inventory& inventory, base::Time at);

// The entry of a number, with or without its year; without, the newest of that number. Errors: register.not_found
// (number, year, nearest).
base::Result<model::Issued> find_issued(store::Register& entries, const std::string& number);

struct DeliveryRequest {
    std::string number;
    model::DeliveryKind kind = model::DeliveryKind::sent;
    std::vector<std::string> recipients;  // empty: all for `sent`, the only one else
    base::Date on;
    std::string document;
    std::string note;
};
// Errors: register.which_recipient (number, recipients), register.no_such_recipient (recipient, recipients),
// register.future (date), register.before_document (date, of), register.not_sent (recipient), register.before_sent
// (date, sent), those of find_issued and the store.
base::Result<model::Issued> record_delivery(store::Register& entries, const DeliveryRequest& request, base::Time at);

struct RegisterQuery {
    std::string recipient;
    int year = 0;       // 0: all
    std::string state;  // a name of model::issued_state_names; "open": neither replied nor superseded; empty: all
};
base::Result<std::vector<model::Issued>> list_issued(store::Register& entries, const RegisterQuery& query);

// Writes the frozen files out again; those that lie there with other bytes are not written over. Errors:
// register.in_the_way (path), those of files and the store.
base::Result<void> take_out(store::Register& entries, const model::Issued& issued,
                            const std::filesystem::path& directory);

// A row for each recipient.
Sheet register_sheet(const std::vector<model::Issued>& issued, const model::Inventory& inventory,
                     const base::Catalogue& texts);
// What a recipient is called: the agency's name, or the text itself.
std::string recipient_name(const model::Inventory& inventory, const std::string& recipient);

base::Value to_value(const model::Issued& issued);

}  // namespace attt::app
