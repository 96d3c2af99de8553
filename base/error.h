// What can go wrong in the world, as a value. A function that may fail returns Result<T>; exceptions are left to bugs
// and exhaustion. An Error holds no sentence: it names a message of the catalogue (cli/messages/*.toml) and its
// arguments, so that the same error is read in Vietnamese or English.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace attt::base {

// A closed set; the command line turns it into an exit code.
enum class ErrorCode {
    bad_input,      // a file or value that somebody wrote is wrong
    bad_usage,      // the command was called wrongly
    not_found,      // a file, subject or rule that was named does not exist
    permission,     // the system or the authorisation forbids it
    outside_scope,  // the recorded authorisation does not cover the address
    timeout,        // a deadline passed
    refused,        // the peer said no
    unreachable,    // no way to the peer
    protocol,       // the peer answered something that the protocol does not allow
    io,             // reading, writing, disk full
    busy,           // another process holds it
    unsupported,    // a newer file, a feature that is not there
};

// Where in a file: line 0 when unknown; detail names a sheet, column or key.
struct Place {
    std::string file;
    int line = 0;
    std::string detail;
    bool operator==(const Place&) const = default;
};

using MessageArguments = std::vector<std::pair<std::string, std::string>>;

struct Error {
    ErrorCode code = ErrorCode::bad_input;
    std::string message;  // id in the catalogue, for instance "toml.unknown_key"
    MessageArguments arguments;
    Place place = {};
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string_view message, MessageArguments arguments = {},
                                         Place place = {});
[[nodiscard]] tl::unexpected<Error> fail(Error error);

// "message (key=value, …) at file:line": for logs and tests, not for people.
std::string debug_string(const Error& error);

}  // namespace attt::base
