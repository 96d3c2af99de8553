// What libcurl hands out, released by itself. Private to net.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace attt::net {

struct FreeCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;

}  // namespace attt::net
