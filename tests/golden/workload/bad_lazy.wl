lazy maybe
