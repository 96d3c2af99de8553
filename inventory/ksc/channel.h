// The way to a Kaspersky Security Center: a question in, its answer out. Live, recorded to files, or replayed from
// them. The protocol: KSC Open API, POST /api/v1.0/Class.Method with JSON.
#pragma once

#include <string>

#include "base/error.h"
#include "base/value.h"

namespace attt::inventory::ksc {

struct Answer {
    int status = 0;  // of HTTP
    std::string body;
};

class Channel {
  public:
    virtual ~Channel() = default;
    // Errors: those of the connection; ksc.not_recorded (method) of a replay.
    virtual base::Result<Answer> call(const std::string& method, const base::Value& parameters) = 0;
    // Waits before a question is asked again.
    virtual void wait(int milliseconds) = 0;
    // A new session in the place of one that has ended. Errors: those of logging in.
    virtual base::Result<void> renew() = 0;
};

// What an answer means: the value with its wrappers taken off. Errors: ksc.session_ended (401 and 403), ksc.status
// (method, status), ksc.error (method, code, message: PxgError, which comes with status 200), ksc.not_json (method).
base::Result<base::Value> meaning_of(const Answer& answer, const std::string& method);

// The wrapped types of the protocol as plain values, at any depth: {"type":"long","value":5} is 5; params is its
// object; datetime, date and binary are their texts; a type that is not known is its value.
base::Value unwrapped(const base::Value& value);

// A value as the protocol wraps it.
base::Value params(base::Object members);

}  // namespace attt::inventory::ksc
