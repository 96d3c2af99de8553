// The first byte chooses the type, the rest is a record: words are UTF-8 and bounded.
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "net/records.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using attt::net::RecordType;
    constexpr std::array types = {RecordType::a,     RecordType::ns,  RecordType::cname, RecordType::soa,
                                  RecordType::mx,    RecordType::txt, RecordType::aaaa,  RecordType::tlsa,
                                  RecordType::https, RecordType::caa, RecordType::svcb};
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto words = attt::net::record_in_words(types[data[0] % types.size()], bytes);
    if (words && (!attt::base::is_utf8(*words) || words->size() > 16384 + 4 * size)) std::abort();
    return 0;
}
