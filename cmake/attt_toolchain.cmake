# The language, the warnings, the hardening and the helpers that make builds quick; the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Without DEPEND a file that is not in the cache is parsed twice; SLOPPINESS is what ccache asks for before it keeps files
  # compiled with precompiled headers (no source here uses __TIME__).
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE_PROGRAM}")
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
set_property(GLOBAL PROPERTY JOB_POOLS link=1)
set(CMAKE_JOB_POOL_LINK link)

add_library(attt_flags INTERFACE)
target_compile_options(attt_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(attt_flags INTERFACE -Wduplicated-cond -Wlogical-op)
  # At -O2 GCC 12 takes moves and sums of std::string for copies out of bounds (GCC bugs 105329, 105651, mended in 13), and members of a
  # std::variant that is something else for uninitialised ones; so it does at -O1 with sanitizers, whose own checks it then sees. Real ones are
  # for the debug build, where these stay on, and for what AddressSanitizer finds.
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    set(optimised "$<NOT:$<CONFIG:Debug>>")
    if(ATTT_SANITIZE)
      set(optimised 1)
    endif()
    target_compile_options(attt_flags INTERFACE
      "$<${optimised}:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-restrict;-Wno-maybe-uninitialized>")
  endif()
  set(ATTT_PRECOMPILED ON)
  add_compile_options(-fpch-preprocess)
endif()
if(ATTT_WERROR)
  target_compile_options(attt_flags INTERFACE -Werror)
endif()
target_compile_definitions(attt_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_include_directories(attt_flags INTERFACE "${CMAKE_SOURCE_DIR}")

if(ATTT_SANITIZE)
  add_compile_options(-fsanitize=${ATTT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ATTT_SANITIZE})
else()
  # FORTIFY needs optimisation and does not mix with the sanitizers, which check the same and more.
  add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
add_link_options(-pie)
