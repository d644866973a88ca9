# What is installed, and the Debian package made of it: docs/operations/install.md. The units name
# the folders of a package, so a prefix other than /usr is for looking at what would be installed.
#   ninja -C build/release package-deb

include(GNUInstallDirs)
set(programs commune-node district-node province-node parctl pdf-check)
# All in one folder: a node and parctl look for pdf-check beside themselves.
install(TARGETS ${programs} RUNTIME DESTINATION bin)
install(PROGRAMS deploy/package/backup-node DESTINATION libexec/parnet)

install(FILES deploy/package/parnet@.service deploy/package/parnet-backup.service
  deploy/package/parnet-backup.timer DESTINATION lib/systemd/system)
install(FILES deploy/package/parnet.sysusers DESTINATION lib/sysusers.d RENAME parnet.conf)
install(FILES deploy/package/parnet.tmpfiles DESTINATION lib/tmpfiles.d RENAME parnet.conf)

foreach(level IN ITEMS commune district province)
  install(FILES ${level}-node/example.yaml DESTINATION share/parnet/examples RENAME ${level}.yaml)
endforeach()
install(FILES deploy/package/backup.conf.example DESTINATION share/parnet/examples RENAME backup.conf)
install(DIRECTORY criteria figures DESTINATION share/parnet)
install(DIRECTORY docs/operations docs/formats DESTINATION share/doc/parnet)
install(FILES LICENSE DESTINATION share/doc/parnet RENAME copyright)

# Made by the program itself, so that it never falls behind it.
install(CODE "
  execute_process(COMMAND \"${CMAKE_BINARY_DIR}/parctl/parctl\" completion bash
    OUTPUT_FILE \"${CMAKE_BINARY_DIR}/parctl/completion.bash\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES "${CMAKE_BINARY_DIR}/parctl/completion.bash"
  DESTINATION share/bash-completion/completions RENAME parctl)

# The pages are built by npm (deploy/build-portal), not here; what is there when it is installed goes along.
install(DIRECTORY portal/dist/ DESTINATION share/parnet/portal OPTIONAL)
if(NOT EXISTS "${CMAKE_SOURCE_DIR}/portal/dist/index.html")
  message(STATUS "parnet: portal/dist is not there: what is installed or packaged has NO PAGES for "
    "browsers until deploy/build-portal has made them.")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME parnet)
set(CPACK_PACKAGE_CONTACT "parnet <parnet@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "scoring of administrative reform by communes, districts and provinces")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"The node of a commune, a district or a province, its command line parctl, and the pages that the
 node serves to browsers. No node runs until it is configured: docs/operations/install.md.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/package")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS systemd)
# Official documents as PDF (`parctl decision document --pdf`); nothing else needs it.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libreoffice-writer-nogui, fonts-liberation2")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${CMAKE_SOURCE_DIR}/deploy/package/postinst"
  "${CMAKE_SOURCE_DIR}/deploy/package/prerm" "${CMAKE_SOURCE_DIR}/deploy/package/postrm")
include(CPack)

# CPack's own target would build every test first.
add_custom_target(package-deb COMMAND "${CMAKE_CPACK_COMMAND}" -G DEB DEPENDS ${programs}
  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}" USES_TERMINAL VERBATIM)
