# attt_library(NAME SOURCES … [DEPENDS folder …] [PRIVATE third-party …])
# One folder, one static library `attt_NAME`, alias `attt::NAME`. DEPENDS names the folders that it may include;
# third-party libraries stay private to it (their headers never appear in ours; scripts/check_layers proves it).
function(attt_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(attt_${name} STATIC ${ARG_SOURCES})
  add_library(attt::${name} ALIAS attt_${name})
  list(TRANSFORM ARG_DEPENDS PREPEND attt::)
  target_link_libraries(attt_${name} PUBLIC attt_flags tl::expected fmt::fmt ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

# attt_data(NAME SOURCE dir): data files that the program reads at run time, beside the binary in the build tree
# (bin/../share/attt/NAME) and installed to share/attt/NAME.
function(attt_data name)
  cmake_parse_arguments(ARG "" "SOURCE" "" ${ARGN})
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/attt")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${ARG_SOURCE}" "${CMAKE_BINARY_DIR}/share/attt/${name}" SYMBOLIC)
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/${ARG_SOURCE}/" DESTINATION share/attt/${name}
          FILES_MATCHING PATTERN "*.toml" PATTERN "*.mustache" PATTERN "*.css")
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
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
endfunction()

find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
