vfree p
