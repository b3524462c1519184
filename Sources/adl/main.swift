print("adl")
