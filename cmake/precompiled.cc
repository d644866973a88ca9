// Owns the precompiled headers of one kind of target: see precompiled.cmake.
