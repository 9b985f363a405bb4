"""Says nothing of the library, and is not touched."""
x = [ 1,2 ,3 ]
