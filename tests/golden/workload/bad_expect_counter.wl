expect fault.permision == 0
