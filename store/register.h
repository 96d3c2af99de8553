// The register of what was sent, and the seals of sets of documents in the audit chain: a connection of its own to the
// store's file, beside the store's. One thread at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/issued.h"
#include "store/store.h"

namespace attt::store {

// An event of the audit chain, as a document names it.
struct Seal {
    std::int64_t seq = 0;
    std::string hash;  // 64 hexadecimal digits
};

struct SealedEvent {
    std::string hash;
    std::string action;
    std::string object;
    base::Value detail;
};

class Register {
  public:
    // Errors: those of Store::open.
    static base::Result<Register> open(const std::string& path, const Actor& actor = {});
    Register(Register&&) noexcept;
    Register& operator=(Register&&) noexcept;
    ~Register();

    // Where the newest event of this action, object and detail stands in the chain; nothing where there is none.
    base::Result<std::optional<Seal>> seal_of(const std::string& action, const std::string& object,
                                              const base::Value& detail);
    // The event at that place; nothing where the chain is shorter.
    base::Result<std::optional<SealedEvent>> event(std::int64_t seq);
    // The newest event that says something else than that documents were written: equal data, equal hash.
    base::Result<std::string> head_of_data();

    // Enters a document and freezes its files (name and bytes), in one transaction with an audit event.
    // Errors: register.number_taken (number, year), register.not_found (number, year: of the one superseded),
    // register.superseded_before (number, by).
    struct File {
        std::string name;
        std::string bytes;
    };
    base::Result<void> issue(const model::Issued& issued, const std::vector<File>& files, base::Time at);
    // Errors: register.not_found (number, year).
    base::Result<void> record(const std::string& number, int year, const model::Delivery& delivery, base::Time at);
    base::Result<std::vector<model::Issued>> all();  // by date, then number
    // The frozen bytes of a file by its hash. Error: register.no_file (sha256).
    base::Result<std::string> bytes(std::string_view sha256);
    // Hash of every frozen file -> "number/year" of the document that it belongs to.
    base::Result<std::map<std::string, std::string, std::less<>>> frozen();

  private:
    struct Connection;
    explicit Register(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace attt::store
