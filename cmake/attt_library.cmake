# attt_library(NAME SOURCES … [DEPENDS folder …] [PRIVATE third-party …])
# One folder, one static library `attt_NAME`, alias `attt::NAME`. DEPENDS names the folders that it may include;
# third-party libraries stay private to it (their headers never appear in ours; scripts/check_layers proves it).
function(attt_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(attt_${name} STATIC ${ARG_SOURCES})
  add_library(attt::${name} ALIAS attt_${name})
  list(TRANSFORM ARG_DEPENDS PREPEND attt::)
  target_link_libraries(attt_${name} PUBLIC attt_flags tl::expected fmt::fmt ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
  attt_precompiled(attt_${name} attt_headers)
endfunction()

# attt_data(NAME SOURCE dir): data files that the program reads at run time, beside the binary in the build tree
# (bin/../share/attt/NAME) and installed to share/attt/NAME.
function(attt_data name)
  cmake_parse_arguments(ARG "" "SOURCE" "" ${ARGN})
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/attt")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${ARG_SOURCE}" "${CMAKE_BINARY_DIR}/share/attt/${name}" SYMBOLIC)
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/${ARG_SOURCE}/" DESTINATION share/attt/${name}
          FILES_MATCHING PATTERN "*.toml" PATTERN "*.mustache" PATTERN "*.css" PATTERN "*.js")
endfunction()

# attt_test(NAME SOURCES … DEPENDS folder … [LABEL unit|integration|golden]): one GoogleTest program, its cases found by ctest.
function(attt_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND attt::)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ${ARG_PRIVATE} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE ATTT_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ATTT_BINARY_DIR="${CMAKE_BINARY_DIR}")
  attt_precompiled(${name} attt_test_headers)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
endfunction()

find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)

# Headers of the standard library and of the two libraries that are part of the language here take two thirds of the
# time of a typical file: they are parsed once for the folders and once, with GoogleTest, for the tests. Every file still
# includes what it uses: the presets of clang (tidy, fuzz) build without.
set(attt_common_headers <algorithm> <array> <charconv> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
  <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector> <fmt/format.h> <fmt/ranges.h>
  <tl/expected.hpp>)

# attt_precompiled(TARGET OWNER): TARGET takes the precompiled headers of OWNER, where there are any.
function(attt_precompiled target owner)
  if(TARGET ${owner})
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

if(ATTT_PRECOMPILED)
  file(WRITE "${CMAKE_BINARY_DIR}/precompiled/headers.cpp" "")
  file(WRITE "${CMAKE_BINARY_DIR}/precompiled/test_headers.cpp" "int main() {}\n")
  add_library(attt_headers STATIC "${CMAKE_BINARY_DIR}/precompiled/headers.cpp")
  target_link_libraries(attt_headers PRIVATE attt_flags tl::expected fmt::fmt)
  target_precompile_headers(attt_headers PRIVATE ${attt_common_headers})
endif()
