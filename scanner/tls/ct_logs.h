// The certificate logs that are known: a list of the shape that browsers publish (log_list.json, version 3).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::scanner::tls {

struct CtLog {
    std::string name;
    std::string state;  // as the list says: usable, readonly, retired, …; empty: not said
    std::string key;    // SubjectPublicKeyInfo, DER
};

class CtLogs {
  public:
    // Errors: those of reading a file, and of parse().
    static base::Result<CtLogs> load(const std::string& file);
    // Errors: json.*, ct.no_logs (no log in it), ct.log (name: its key cannot be read, or its id is not the key's
    // hash; RFC 6962, section 3.2).
    static base::Result<CtLogs> parse(std::string_view json, const std::string& file);

    // By the id of a timestamp, 32 bytes. nullptr: not in the list.
    const CtLog* find(std::string_view id) const;
    std::size_t size() const { return logs_.size(); }

  private:
    std::map<std::string, CtLog, std::less<>> logs_;
};

}  // namespace attt::scanner::tls
