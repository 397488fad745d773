"""What lies outside this process, disk and git: asked here alone, so that it can be told what was asked."""
