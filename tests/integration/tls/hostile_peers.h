// Peers that mean no good, by what they do to every connection; and what is said of such a one.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "model/observation.h"
#include "peer.h"

namespace attt::scanner::tls {

struct Hostile {
    const char* name;
    Peer::Manner manner;
    model::Status status;
};
void PrintTo(const Hostile& hostile, std::ostream* out);

const std::vector<Hostile>& hostile_peers();

// Writes it again and again while the other side takes it.
void flood(Peer::Talk& talk, const std::string& bytes);

}  // namespace attt::scanner::tls
