// Asks a Kaspersky Security Center for its computers: hosts in pages (HostGroup, ChunkAccessor), over secondary servers
// too where there are any, and serial numbers and MACs from its hardware inventory (SrvView). Only attributes that are
// needed are asked for; none of them names a person.
#pragma once

#include <vector>

#include "inventory/ksc/channel.h"

namespace attt::inventory::ksc {

struct Limits {
    int page = 500;                 // rows an answer
    std::int64_t rows = 1'000'000;  // in all
    int pages = 20'000;
    int checks = 1200;  // of a search that goes on in the background
    int sessions = 3;   // a session that ends in the middle begins everything anew
};

struct Console {
    std::vector<base::Value> hosts;     // objects of KLHST_ attributes
    std::vector<base::Value> hardware;  // objects of HWInvStorage
    bool whole = true;                  // every computer that the console counts is among them
    std::vector<base::Error> warnings;
};

// Errors: those of Channel and meaning_of, ksc.too_many (count), ksc.search_failed (of the background).
base::Result<Console> ask(Channel& channel, const Limits& limits = {});

}  // namespace attt::inventory::ksc
